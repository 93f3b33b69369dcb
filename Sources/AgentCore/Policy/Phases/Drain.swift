import Basics

extension PhaseRules {
  /// Let the node answer what it has already accepted.
  static let drain = PhaseRules(
    title: "drain node", words: "drain the node",
    act: { $0.drain() },
    limit: { $0.settings.limits.drain + $0.settings.limits.divert },
    usual: { $0.settings.limits.drain + $0.settings.limits.grace + 5_000 },
    plan: {
      (
        "take over the node's connections; it gets up to \($0.seconds(\.grace)) s for the answers it "
          + "owes", $0.waiting
      )
    },
    isShelter: true, turnsBackTo: .restore, giveUp: { $0.goWithoutShelter($1) })
}

extension OperationRun {
  fileprivate mutating func drain() -> Decision {
    guard operation.parks else { return .onward }
    guard view.isDiverted else { return .go(.divert) }
    if let adopting { return adopting }
    operation.adoption = adoption ?? operation.adoption
    // Taken over, or seen to owe nothing: there is nothing to wait for.
    let isTaken = adoption?.state == .settled || adoption?.state == .over
    let left = max(isTaken ? 0 : settings.limits.drain - elapsed, sinceReady)
    guard left > 0 else { return .onward }
    return .stay(for: "the node to answer accepted requests", dueIn: left)
  }

  /// The take-over of the node's connections since this phase began; nil before its first report.
  private var adoption: AdoptionReport? {
    // One of before the calendar was set back seems to have begun in a time to come.
    let since = operation.clock.sinceUnixMs
    return now.relay?.adoption.flatMap {
      (since...max(since, now.nowUnixMs)).contains($0.beganUnixMs) ? $0 : nil
    }
  }

  /// The take-over of the node's connections, while there is something to wait for. It is for the
  /// clients' sake alone: when it doesn't come about, they see what they would have seen without.
  private var adopting: Decision? {
    guard let owner = now.current.generation, view.isReady(owner) else { return nil }
    let limit = settings.limits.grace + 5_000
    switch adoption?.state {
    case .settled, .over: return nil
    case .working:
      return elapsed < limit ? .stay(for: "the node's connections to be taken over") : nil
    case nil, .broken:
      let hasFailed = now.units[settings.drainUnit]?.activity == .failed
      let patience = adoption == nil ? Self.adoptionStartMs : limit
      guard elapsed < (hasFailed ? 1_000 : patience) else { return nil }
      let effects: [Effect] =
        view.isDown(settings.drainUnit) ? [.startUnits([settings.drainUnit])] : []
      return .stay(effects, for: "the takeover of the node's connections to start")
    }
  }

  private static let adoptionStartMs = 5_000

  /// The time that a node which was loading until just now still gets, in milliseconds: it has
  /// taken every client that waited.
  private var sinceReady: Int {
    let limit = settings.limits.drain
    guard elapsed < 3 * limit, let unit = now.current.generation?.unit,
      let ready = view.report(unit)?.readyUnixMs,
      (0..<limit).contains(now.nowUnixMs - ready)
    else { return 0 }
    return limit - (now.nowUnixMs - ready)
  }
}
