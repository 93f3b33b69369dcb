import Basics

extension Plan {
  init(_ operation: Operation, settings: ChainSettings, gates: [Gate], gap: GapForecast?) {
    self.gates = gates
    self.gap = operation.kind.takesNode && operation.path.contains(.start) ? gap : nil
    wayBack = Self.wayBack(operation)
    let facts = PlanFacts(operation: operation, settings: settings)
    steps = operation.path.compactMap { phase in
      if !operation.parks, phase.isShelter { return nil }
      if operation.target == nil, phase == .start || phase == .answer { return nil }
      let (text, clients) = phase.rules.plan(facts)
      return Step(phase: phase, text: text, clients: clients)
    }
  }

  private static func wayBack(_ operation: Operation) -> String {
    let all = operation.together == nil ? "" : " --together"
    let chain = "\(operation.chain)\(all)"
    switch operation.kind {
    case .restart where operation.renews == true, .start where operation.renews == true:
      let old = operation.from?.release.description ?? "the same release"
      return "when it fails, \(old) is started again with its previous settings"
    case .install: return "when it fails, the chain is stopped again"
    case .swap, .rollback:
      let old = operation.from?.release.description ?? "the previous release"
      return "when it fails before the watch ends, \(old) serves again by itself; later "
        + "adnet-agent rollback \(chain)"
    case .restart: return "when it fails, the same release is started again until it runs"
    case .start, .enable: return "when it fails, adnet-agent stop \(chain)"
    case .stop: return "adnet-agent start \(chain)"
    case .disable: return "adnet-agent chain enable \(chain)"
    case .drain: return "adnet-agent undrain \(chain)"
    case .undrain: return "adnet-agent drain \(chain)"
    }
  }
}
