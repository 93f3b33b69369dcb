import Health

/// When each probe is due. A probe is never begun while the one before it is under way.
struct DueProbes {
  private var begun: [CheckID: Int] = [:]
  private var underWay: Set<CheckID> = []
  /// The least time between two probes of one kind when all are asked for at once, in milliseconds.
  private static let leastMs = 1_000
  /// A route that a node doesn't have may come with its next release.
  private static let absentFactor = 60

  var isBusy: Bool { !underWay.isEmpty }

  mutating func ended(_ id: CheckID) { underWay.remove(id) }

  /// A new process: all is asked anew.
  mutating func forget(_ probes: [PlannedProbe]) {
    for probe in probes { begun[probe.id] = nil }
  }

  /// When it is due; nil while it can't be.
  func dueMs(_ probe: PlannedProbe, _ checks: [CheckID: CheckHistory]) -> Int? {
    if underWay.contains(probe.id) { return nil }
    if let before = probe.prerequisite, checks[before]?.lastPassed == nil { return nil }
    guard let last = begun[probe.id] else { return .min }
    // Hashes are compared at equal heights: all nodes are asked for theirs at the same moment, or a
    // height would hardly ever be met twice.
    if probe.kind == .block { return (last / probe.periodMs + 1) * probe.periodMs }
    let factor = checks[probe.id]?.state == .absent ? Self.absentFactor : 1
    return last + probe.periodMs * factor
  }

  /// The probes that are due, which count as begun. With `refresh`, all that can be.
  mutating func begin(
    _ probes: [PlannedProbe], _ checks: [CheckID: CheckHistory], nowMs: Int, refresh: Bool
  ) -> [PlannedProbe] {
    let due = probes.filter { probe in
      guard let due = dueMs(probe, checks) else { return false }
      // One that would be due a moment later isn't worth another look; blocks have their moment.
      if due <= nowMs + (probe.kind == .block ? 0 : probe.periodMs / 10) { return true }
      return refresh && nowMs - (begun[probe.id] ?? 0) >= Self.leastMs
    }
    for probe in due {
      begun[probe.id] = nowMs
      underWay.insert(probe.id)
    }
    return due
  }
}
