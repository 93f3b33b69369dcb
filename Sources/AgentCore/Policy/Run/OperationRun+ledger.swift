import Basics

/// Common parts of the phases in which a unit of ours has the chain's ledger.
extension OperationRun {
  /// Whether there is no way back any more: the next program may have been started on what was converted.
  var isPastReturn: Bool { operation.ledger?.isPastReturn == true }

  /// Whether the grant is still owed: until then no supervisor starts the node, whoever takes over.
  var owesGrant: Bool { isPastReturn && operation.ledger?.isGranted == false }

  /// The wait for the safety record; nil when it is where the next node looks for it.
  func carry() -> Decision? {
    guard now.owesRecord else { return nil }
    switch work(.carry) {
    case .onward: return nil
    case let waits: return waits
    }
  }

  var records: RecordWatch { RecordWatch(state: state, view: view) }

  /// A look for the record before the stop: once the node has ended, nothing that it left shows
  /// whether it had one.
  mutating func lookBeforeStop() -> Decision? {
    if records.loss != nil { operation.lacksRecord = true }
    guard nodeUnits.contains(where: isUntouched), records.wanted != nil, records.seen == nil,
      !records.isInVain, elapsed < Self.lookBeforeStopMs
    else { return nil }
    return .stay(sheltered(records.effects), for: "a check of the safety record")
  }

  private static let lookBeforeStopMs = 3_000

  /// With the node up, before its watch is over. Nil when nothing is known against it.
  func lookForRecord() -> Decision? {
    if let loss = records.loss { return .fail(loss) }
    guard records.wanted != nil, records.seen == nil, !records.isInVain,
      elapsed < Self.recordPatienceMs
    else { return nil }
    return .stay(records.effects, for: "a check of the safety record")
  }

  private static let recordPatienceMs = 20_000

  /// Once a node without its record is dead: no other starts on what it has written, whoever orders that.
  /// Nil when that is so.
  func hold() -> Decision? {
    guard operation.lacksRecord == true, !isForward || !operation.movesLink else { return nil }
    switch run(.hold) {
    case .ended: return nil
    case .goes(let waits): return waits
    }
  }

  /// Nil when the record is there, or nobody wants it.
  mutating func endHold(_ target: Generation) -> Decision? {
    let isAccepted = operation.acceptedHeight != nil
    guard operation.lacksRecord == true || isAccepted && operation.kind == .start,
      view.isDown(target.unit), view.isDead(nodeUnits)
    else { return nil }
    switch run(isAccepted ? .accept : .resume) {
    case .ended(.code(RecordSeen.noneExit)):
      let failure = RecordWatch.loss(
        "cannot start the node: its safety record isn't back", state.record?.path, view)
      return isForward ? .fail(failure) : wayBackFails(failure)
    case .ended: return nil
    case .goes(let waits): return waits
    }
  }

  /// The chain is held, and nobody remembers: the state was removed since.
  func isHeldUnknown(_ target: Generation) -> Bool {
    guard let report = view.report(target.unit), report.state == .declined else { return false }
    return report.reason.contains(RecordSeen.heldWords)
  }

  private enum WorkRun {
    case ended(UnitState.Exit?)
    case goes(Decision)
  }

  /// One that began within this operation.
  private func run(_ work: LedgerWork) -> WorkRun {
    let unit = work.unit(of: operation.chain)
    let waitsFor = "\(unit) to end"
    guard let state = now.units[unit], state.activity != .unknown else {
      return .goes(.stay(sheltered([]), for: "the state of \(unit)"))
    }
    switch state.activity {
    case .active:
      let began = state.activeSinceUnixMicroseconds / 1_000
      guard began < UInt64(max(0, operation.startedUnixMs)) else { return .ended(state.exit) }
      return .goes(.stay(sheltered([.stopUnits([unit])]), for: "the previous \(unit) to end"))
    case .inactive where state.job == nil, .failed:
      return .goes(.stay(sheltered([.startUnits([unit])]), for: waitsFor))
    case .inactive, .activating, .reloading, .deactivating, .unknown:
      return .goes(.stay(sheltered([]), for: waitsFor))
    }
  }

  /// One run of a unit: it is clean when the phase `stop` is over, and active when it ended well.
  func work(_ work: LedgerWork) -> Decision {
    let unit = work.unit(of: operation.chain)
    guard let state = now.units[unit] else { return .stay(for: "the state of \(unit)") }
    // Only the survey is made while a node runs.
    let away = work != .survey && work != .record
    let status = state.statusText.isEmpty ? "" : " (\(state.statusText))"
    let waitsFor = "\(unit) to \(operation.phase.words)\(status)"
    switch state.activity {
    case .active: return .onward
    // Its job may wait for the home to be given to the node's account.
    case .inactive where state.job != nil, .activating, .reloading, .deactivating:
      return .stay(away ? sheltered([]) : [], for: waitsFor)
    case .failed where isForward && !isPastReturn:
      return .fail(
        Failure(
          .failed(operation.phase),
          "cannot \(operation.phase.words): "
            + (state.statusText.isEmpty ? unit : state.statusText) + " (\(state.result))",
          hint: "journalctl -u '\(unit)'"))
    case .inactive, .failed:
      let start: [Effect] = [.startUnits([unit])]
      guard away else { return .stay(start, for: waitsFor) }
      guard view.isDead(nodeUnits) else { return .go(.stop) }
      return .stay(sheltered(start), for: waitsFor)
    case .unknown: return .stay(for: "the state of \(unit)")
    }
  }

  /// Effects that clear what is left of earlier runs, or still runs: nothing may build on it.
  var clearingLedgerUnits: [Effect] {
    guard operation.ledger != nil else { return [] }
    // Of this operation itself.
    return view.clearingLedgerUnits(
      but: operation.lacksRecord == true && !isForward ? [.hold] : [])
  }
}

extension ChainView {
  func clearingLedgerUnits(but kept: Set<LedgerWork> = []) -> [Effect] {
    let used = LedgerWork.allCases.filter { !kept.contains($0) }.map { $0.unit(of: settings.chain) }
      .filter { !isClean($0) }
    let failed = used.filter { now.units[$0]?.activity == .failed }
    let up = stoppable(used.filter { !failed.contains($0) })
    return (up.isEmpty ? [] : [.stopUnits(up)]) + (failed.isEmpty ? [] : [.resetFailed(failed)])
  }

  private func isClean(_ unit: String) -> Bool {
    guard let state = now.units[unit] else { return true }
    return state.activity == .inactive && state.job == nil || state.activity == .unknown
  }
}
