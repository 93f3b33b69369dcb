import AgentConfig
import AgentCore
import ControlAPI
import Health
import JournalLog
import LinuxSystem
import StateStore

extension Daemon {
  /// One round for one chain: observe, decide, remember, act.
  func step(_ chain: ChainName) {
    guard var desk = desks[chain] else { return }
    guard isSaved() else {
      desks[chain]?.wakeAt = Int(Clock.boottimeMilliseconds()) + 1_000
      return
    }
    // Before systemd is asked, which may be busy: a node's death is told at once.
    tellReports(&desk, chain)
    let settings = desk.eye.settings
    let now = look(desk, chain)
    desks[chain]?.told = desk.told
    // Whoever asks next is to hear of all chains.
    if refurnished(chain, now) { return lookAtAll() }
    tellHealth(&desk, chain, now.health)
    tellRecovery(&desk, chain, now)
    let step = ChainPolicy(settings).step(state[chain], seeing: now)
    desk.seen = now
    desk.waitsFor = step.waitsFor
    desk.isStuck = step.isStuck
    desk.wakeAt = step.wakeAtBoottimeMs ?? now.nowBoottimeMs + 60_000
    desks[chain] = desk

    let changed = step.next != state[chain]
    if changed {
      var next = state
      next[chain] = step.next
      // What isn't durable is neither told nor acted on; the next look decides it anew.
      guard remember(next) else {
        desks[chain]?.wakeAt = now.nowBoottimeMs + 1_000
        return
      }
    }
    publish(chain)
    // In their order, up to the first that fails: a later one may need it.
    for effect in step.effects where !perform(effect, of: chain) { break }
    askHealth(chain, now)
    // Something was just set in motion, or decided: see soon what came of it. The unit's own
    // signals usually come before this.
    if changed || step.effects.contains(where: { $0 != .probeHeight }) {
      desks[chain]?.wakeAt = changed ? 0 : min(desk.wakeAt, now.nowBoottimeMs + 100)
    }
  }

  /// After a save that failed the disk may hold either state: what is remembered has to be there
  /// again before anything follows from it.
  func isSaved() -> Bool { unsaved == nil || remember(state) }

  /// Makes `next` the state, on disk first. False when it couldn't be.
  func remember(_ next: AgentState) -> Bool {
    do throws(Failure) {
      try stateFile.save(next)
    } catch {
      if unsaved != error { AgentEvent.stateUnsaved(error).write(to: journal) }
      unsaved = error
      return false
    }
    unsaved = nil
    let before = state
    state = next
    for chain in next.chains.keys.sorted() { tellOperation(before[chain], next[chain]) }
    tellMigration(before.migration, next.migration)
    if before.operation != nil, next.operation == nil { migrationWakeAt = 0 }
    return true
  }

  private static let repeatMs = 1_000

  private func perform(_ effect: Effect, of chain: ChainName) -> Bool {
    guard let desk = desks[chain] else { return false }
    // systemd has it, and what comes of it shows: the same again is no more than noise.
    let now = Int(Clock.boottimeMilliseconds())
    if let last = desk.ordered[effect], now - last < Self.repeatMs { return true }
    defer { units.distrust(effect.units) }
    let hand = EffectHand(
      door: door, eye: desk.eye, prober: prober, results: desk.health.results,
      probed: { [wake] in wake.signal() })
    do throws(Failure) {
      try hand.perform(effect)
      desks[chain]?.effects.succeeded(effect)
      if effect.isOrder { desks[chain]?.ordered[effect] = now }
      return true
    } catch {
      if desk.effects.last?.failure != error {
        AgentEvent.effectFailed(chain, effect, error).write(to: journal)
      }
      desks[chain]?.effects.failed(
        effect, error, atBoottimeMs: Int(Clock.boottimeMilliseconds()))
      return false
    }
  }

  /// Tells those who wait for the operation of this chain.
  func publish(_ chain: ChainName) {
    for operation in [state[chain].lastOperation, state[chain].operation].compactMap({ $0 }) {
      let waits = operation.endedUnixMs == nil ? desks[chain]?.waitsFor : nil
      if let document = ledger.note(operation, waitsFor: waits) {
        server?.publish(document)
        if let failure = ledger.unrecorded { AgentEvent.recordUnsaved(failure).write(to: journal) }
      }
    }
  }

  private func tellOperation(_ before: ChainState, _ after: ChainState) {
    if let operation = after.operation {
      if before.operation?.id != operation.id {
        AgentEvent.operationBegan(operation).write(to: journal)
      }
      if before.operation?.id != operation.id || before.operation?.phase != operation.phase
        || before.operation?.direction != operation.direction
      {
        AgentEvent.phaseEntered(operation).write(to: journal)
      }
    }
    if let operation = after.operation, let who = operation.acceptedHalt,
      before.operation?.id != operation.id || before.operation?.acceptedHalt == nil
    {
      AgentEvent.haltAccepted(operation, by: who).write(to: journal)
    }
    if let operation = after.operation, let who = operation.acceptedHeight,
      before.operation?.id != operation.id
    {
      AgentEvent.heightAccepted(operation, by: who).write(to: journal)
    }
    if let last = after.lastOperation, last.id != before.lastOperation?.id {
      AgentEvent.operationEnded(last).write(to: journal)
    }
  }

  /// After an unclean end the next start is another one than usual.
  private func tellRecovery(_ desk: inout ChainDesk, _ chain: ChainName, _ now: ChainObservation) {
    guard desk.toldRecovers != now.recovers else { return }
    desk.toldRecovers = now.recovers
    // One that has ended again is not back.
    guard now.recovers || desk.health.health.isSeenInConsensus else { return }
    let report = now.current.generation.flatMap { now.supervisors[$0.unit] }
    AgentEvent.recovery(chain, isOver: !now.recovers, report?.exitBefore).write(to: journal)
  }

  private func tellReports(_ desk: inout ChainDesk, _ chain: ChainName) {
    let reports = desk.eye.reports().mapValues(\.summary)
    defer { desk.told = reports.merging(desk.told ?? [:]) { new, _ in new } }
    guard let told = desk.told else { return }
    for (unit, new) in reports.sorted(by: { $0.key < $1.key }) where told[unit] != new {
      AgentEvent.nodeChanged(chain, unit: unit, from: told[unit] ?? "unknown", to: new)
        .write(to: journal)
    }
  }
}

extension SupervisorReport {
  fileprivate var summary: String {
    reason.isEmpty || state == .ready ? state.rawValue : "\(state.rawValue) (\(reason))"
  }
}
