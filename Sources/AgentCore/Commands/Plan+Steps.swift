import Basics

extension Plan {
  init(_ operation: Operation, settings: ChainSettings, gates: [Gate], gap: GapForecast?) {
    self.gates = gates
    self.gap = operation.kind.takesNode && operation.path.contains(.start) ? gap : nil
    wayBack = Self.wayBack(operation)
    steps = operation.path.compactMap { phase in
      if !operation.parks, Operation.shelter.contains(phase) { return nil }
      if operation.target == nil, phase == .start || phase == .answer { return nil }
      let (text, clients) = Self.words(phase, operation, settings)
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
      let old = operation.from?.release.description ?? "the release before"
      return "when it fails before the watch is over, \(old) serves again by itself; later "
        + "adnet-agent rollback \(chain)"
    case .restart: return "when it fails, the same release is started again until it runs"
    case .start, .enable: return "when it fails, adnet-agent stop \(chain)"
    case .stop: return "adnet-agent start \(chain)"
    case .disable: return "adnet-agent chain enable \(chain)"
    case .drain: return "adnet-agent undrain \(chain)"
    case .undrain: return "adnet-agent drain \(chain)"
    }
  }

  private static func words(
    _ phase: Phase, _ operation: Operation, _ settings: ChainSettings
  ) -> (text: String, clients: String) {
    let old = operation.from?.unit ?? operation.target?.unit ?? "the node"
    let new = operation.target?.unit ?? "the node"
    let release = operation.target?.release.description ?? "no release"
    let waiting =
      switch operation.strategy {
      case .relay where operation.parks: "peers answer, as far as their rate limits let them"
      case .park where operation.parks:
        "clients wait; after \(settings.limits.park / 1_000) s they are answered 503"
      case .relay, .park, .bare:
        operation.kind == .install ? "nothing serves yet" : "connections are refused or wait"
      }
    switch phase {
    case .survey: return ("see whether the ledger can be backed up at once", "served by the node")
    case .raise: return ("start \(names(settings.relayUnits))", "served by the node")
    case .divert: return ("send new connections to the relay", waiting)
    case .drain:
      return (
        "take over the node's connections; it gets up to \(settings.limits.grace / 1_000) s for the "
          + "answers it owes", waiting
      )
    case .stop:
      return operation.kind == .install
        ? ("prove that no node of the chain runs", waiting)
        : ("stop \(old) and prove that no process of it is left", waiting)
    case .backup:
      return ("keep the ledger as it is (reflinks, or hard links of what never changes)", waiting)
    case .handback: return ("put the ledger back as it was", waiting)
    case .handover:
      let limit = (settings.ledger?.conversionLimit ?? 0) / 1_000
      return (
        operation.ledger?.converts == true
          ? "convert the ledger for \(release), for up to \(limit) s; once it has run, there is no "
            + "way back to \(operation.from?.release.description ?? "the release before")"
          : "move the ledger to where \(release) looks for it", waiting
      )
    case .grant:
      return (
        "let \(release) have the ledger"
          + (operation.ledger?.converts == true ? ": the point of no return" : ""), waiting
      )
    case .own: return ("make \(new) with \(release) own the chain", waiting)
    case .start: return ("start \(new) and wait until its ports are bound", waiting)
    case .answer: return ("ask the node for its height through its port", waiting)
    case .restore: return ("send new connections to the node", "served by the node")
    case .lower:
      return ("stop \(names(settings.relayUnits))", "idle ones are handed back to the node")
    case .watch:
      return (
        "watch for \(settings.limits.watch / 1_000) s that the node stays up and the chain advances",
        "served by the node"
      )
    case .halt: return ("stop \(names(settings.sockets + [new]))", "connections are refused")
    case .enable:
      let clients = operation.kind == .enable ? "no change" : "served by the node"
      return operation.target == nil
        ? ("remember that the chain is enabled; it has no release yet", "no change")
        : ("have boot start \(new)", clients)
    case .disable: return ("have boot start nothing of the chain", "connections are refused")
    }
  }

  private static func names(_ units: [String]) -> String { units.joined(separator: ", ") }
}
