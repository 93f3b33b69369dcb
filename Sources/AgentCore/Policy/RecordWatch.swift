import Basics

/// Looks once for the safety record of each process of a validator: beside a node that starts or runs, so
/// it costs no client anything.
struct RecordWatch {
  let state: ChainState
  let view: ChainView

  private var unit: UnitState? {
    view.now.units[LedgerWork.record.unit(of: view.settings.chain)]
  }

  /// The start of the process that nobody has looked beside yet.
  var wanted: Int? {
    guard view.now.storage?.isValidator == true, let owner = view.now.current.generation,
      view.runs(owner.unit), let report = view.report(owner.unit), report.nodePID > 0,
      report.generation ?? owner.number == owner.number, let started = report.startedUnixMs,
      started != state.record?.startedUnixMs
    else { return nil }
    return started
  }

  /// The record that was seen; nil while nobody has looked, or when that came to nothing.
  var seen: RecordSeen? {
    guard let wanted, !isStale, let unit, unit.activity == .active, let exit = unit.exit else {
      return nil
    }
    let path = RecordSeen.path(in: unit.statusText) ?? "its usual place"
    return RecordSeen(
      path: exit == .code(RecordSeen.noneExit) ? nil : path, startedUnixMs: wanted)
  }

  /// Effects of the next look; empty while one is under way, or done.
  var effects: [Effect] {
    guard wanted != nil, let unit, unit.job == nil else { return [] }
    if isStale { return [.stopUnits([unit.name])] }
    return unit.activity == .inactive ? [.startUnits([unit.name])] : []
  }

  /// While the node loads: what comes up at once is looked beside when it serves.
  var effectsWhileItLoads: [Effect] {
    guard let wanted, view.now.nowUnixMs - wanted >= Self.quickMs else { return [] }
    return effects
  }

  private static let quickMs = 1_000

  /// Whether the look came to nothing, so that the record of this process isn't judged.
  var isInVain: Bool {
    wanted != nil && seen == nil && !isStale
      && (unit?.activity == .failed || unit?.activity == .active)
  }

  /// The answer is about to come: it tells more than a height does.
  var isLooking: Bool {
    guard let wanted, seen == nil, !isInVain else { return false }
    return (0..<Self.lookMs).contains(view.now.nowUnixMs - wanted)
  }

  private static let lookMs = 10_000

  /// Of a process before.
  private var isStale: Bool {
    guard let wanted, let unit, unit.activity == .active, unit.activeSinceUnixMicroseconds > 0
    else { return false }
    return unit.activeSinceUnixMicroseconds / 1_000 < UInt64(max(0, wanted))
  }

  /// A record that was there, and isn't any more.
  var loss: Failure? {
    guard let seen, seen.path == nil, let path = state.record?.path else { return nil }
    return Self.loss("cannot keep the node: it runs without its safety record", path, view)
  }

  static func loss(_ what: String, _ path: String?, _ view: ChainView) -> Failure {
    Failure(
      .recordLost, what + (path.map { ", last seen at \($0)" } ?? ""),
      hint:
        "put it back there, as a file of the node's account, then start the chain; "
        + "\(HeightLossWatch.acceptance(view)) continues without it")
  }
}
