/// Looks once for the safety record of each process of a validator: beside a node that runs, so it costs
/// no client anything.
struct RecordWatch {
  let state: ChainState
  let sight: ChainSight

  private var unit: UnitState? {
    sight.now.units[LedgerWork.record.unit(of: sight.settings.chain)]
  }

  /// The start of the process that nobody has looked beside yet.
  var wanted: Int? {
    guard sight.now.storage?.isValidator == true, let owner = sight.now.current.generation,
      sight.isReady(owner), let started = sight.report(owner.unit)?.startedUnixMs,
      started != state.record?.startedUnixMs
    else { return nil }
    return started
  }

  /// What was seen; nil while nobody has looked, or when that came to nothing.
  var seen: RecordSeen? {
    guard let wanted, !isStale, let unit, unit.activity == .active, let exit = unit.exit else {
      return nil
    }
    let path = RecordSeen.path(in: unit.statusText) ?? "its usual place"
    return RecordSeen(
      path: exit == .code(RecordSeen.noneExit) ? nil : path, startedUnixMs: wanted)
  }

  /// What is looked at next; empty while that is under way, or done.
  var effects: [Effect] {
    guard wanted != nil, let unit, unit.job == nil else { return [] }
    if isStale { return [.stopUnits([unit.name])] }
    return unit.activity == .inactive ? [.startUnits([unit.name])] : []
  }

  /// Nothing more comes of it, so the record of this process isn't judged.
  var isInVain: Bool {
    wanted != nil && seen == nil && !isStale
      && (unit?.activity == .failed || unit?.activity == .active)
  }

  /// Of a process before.
  private var isStale: Bool {
    guard let wanted, let unit, unit.activity == .active, unit.activeSinceUnixMicroseconds > 0
    else { return false }
    return unit.activeSinceUnixMicroseconds / 1_000 < UInt64(max(0, wanted))
  }

  /// A record that was there, and isn't any more.
  var loss: Failure? {
    guard let seen, seen.path == nil, let path = state.record?.path else { return nil }
    return Failure(
      "record_lost",
      "cannot keep the node: it runs without its safety record, which was last at \(path)",
      hint:
        "put it back there, then start the chain; \(FallWatch.acceptance(sight)) goes on without")
  }
}
