import Basics

/// Work that is due while no operation is under way.
struct Housekeeping {
  let state: ChainState
  let view: ChainView
  /// The last restart by the agent has done its work.
  let isSettled: Bool

  func step() -> Step {
    let now = view.now
    var effects = view.wantsShelter(state) ? shelter : leftovers
    let owner = now.current.generation
    let watch = HeightLossWatch(state: state, view: view)
    let evidence = watch.evidence
    // An answer that is too low is asked for once more.
    let period =
      evidence == nil
      ? view.settings.limits.probeIdle : min(1_000, view.settings.limits.probeIdle)
    if let owner {
      if view.runs(owner.unit), view.bindsForItself(owner.unit) {
        effects += view.closingHeld(owner.unit)
      }
      if view.isReady(owner) { effects += view.probe(every: period) }
    }
    effects += masks + ledgerWork + records.effects
    let isTidy = view.isLowered && masks.isEmpty
    let delay = isTidy ? period : 500
    var next = state
    if isSettled { next.healed = nil }
    // Whoever stops it may have to wait, and it catches up meanwhile.
    if let evidence, evidence.isProven { next.fell = evidence.process }
    if let owner, let upgrade = now.requiredUpgrade {
      next.announced = AnnouncedEnd(owner.release, height: upgrade.lastHeight)
    }
    // A loss is kept as it was seen until whoever holds all chains of the process has done so.
    if records.loss == nil, let seen = records.seen ?? inVain { next.record = seen }
    if evidence == nil, records.loss == nil, let seen = watch.answer {
      let query = view.settings.heightQuery
      if state.reached.map({ $0.isDue(seen.atUnixMs) || $0.query != query }) ?? true {
        next.reached.note(seen.height, atUnixMs: seen.atUnixMs, query: query)
      }
      // Whoever has mended it starts the chain as always.
      if records.wanted == nil { next.fallen = nil }
    }
    if isForgotten {
      next.ledger?.backup = nil
      if next.ledger == LedgerState() { next.ledger = nil }
    }
    if isBackFromReboot { next.drained = nil }
    if let retired = state.retired, retired.isOver, let load = now.units[retired.unit]?.load,
      load != .masked
    {
      next.retired = nil
    }
    return Step(
      next: next, effects: EffectBackoff(now).holdBack(effects),
      wakeAtBoottimeMs: now.nowBoottimeMs + delay)
  }

  private var records: RecordWatch { RecordWatch(state: state, view: view) }

  private var inVain: RecordSeen? {
    guard records.isInVain, let started = records.wanted else { return nil }
    return RecordSeen(path: state.record?.path, startedUnixMs: started)
  }

  private var forget: UnitState? {
    view.now.units[LedgerWork.forget.unit(of: view.settings.chain)]
  }

  /// The backup that nobody needs any more has been removed.
  private var isForgotten: Bool {
    state.ledger?.backup?.isOver == true && forget?.activity == .active
  }

  /// Units that have done their work, and the one that is due: once, since nobody but an operator can
  /// mend what makes it fail.
  private var ledgerWork: [Effect] {
    let isLost = records.loss != nil
    let used = LedgerWork.allCases.filter { $0 != .record || !isLost }
      .map { $0.unit(of: view.settings.chain) }
      .filter { view.now.units[$0]?.activity == .active }
    if !used.isEmpty { return [.stopUnits(used)] }
    guard state.ledger?.backup?.isOver == true, let forget, forget.activity == .inactive else {
      return []
    }
    return [.startUnits([forget.name])]
  }

  private var masks: [Effect] {
    guard let retired = state.retired, let unit = view.now.units[retired.unit],
      unit.load != .unknown, unit.load != .notFound,
      let owner = view.now.current.generation, owner.unit != retired.unit || retired.isOver
    else { return [] }
    switch (unit.load == .masked, retired.isOver) {
    case (false, false): return [.maskUnits([retired.unit])]
    case (true, true): return [.unmaskUnits([retired.unit])]
    case (true, false), (false, true): return []
    }
  }

  /// Drained for a reboot that has happened, and well again.
  private var isBackFromReboot: Bool {
    guard let boot = state.drained?.rebootOf, boot != view.now.bootID,
      let owner = view.now.current.generation, view.isReady(owner)
    else { return false }
    return view.now.health?.state == .healthy
  }

  private var shelter: [Effect] {
    guard view.isRaised else { return view.raising }
    return view.isDiverted ? [] : [.routeRelay]
  }

  /// A relay that nobody needs any more: the node is back, or a crash in the middle of something or
  /// somebody's hand left it there.
  private var leftovers: [Effect] {
    guard view.relayUnits.contains(where: view.runs) else { return [] }
    // A relay that doesn't obey goes away all the same: its last close sends everyone to the node.
    let obeys = view.now.effectFailure?.effect != .routeNode
    let isDiverted = view.now.relay?.route == .relay
    return (isDiverted && obeys ? [.routeNode] : []) + view.lowering
  }
}
