import AgentCore
import Basics
import ControlAPI
import Health
import LinuxSystem
import Systemd

/// Tells people what happens: the journal, the record of operations, and those who wait for one.
final class EventPublisher {
  let journal = Journal()
  let operations: OperationHistory
  /// Nil until it listens.
  var server: ControlServer?

  /// - Parameter state: what an agent before has left; its operations aren't news.
  init(_ paths: Paths, _ state: AgentState) throws(Failure) {
    operations = try OperationHistory(paths)
    let known =
      state.chains.values.compactMap(\.lastOperation) + [state.operation].compactMap(\.self)
    for operation in known { _ = operations.note(operation, waitsFor: nil) }
  }

  func write(_ event: AgentEvent) { event.write(to: journal) }

  func tell(_ news: LoopNews) {
    switch news {
    case .saved(let state, let before):
      for chain in state.chains.keys.sorted() { tellOperation(before[chain], state[chain]) }
      tellMigration(before.migration, state.migration)
    case .unsaved(let failure): write(.stateUnsaved(failure))
    case .decided(_, let chain, let waitsFor): publish(chain, waitsFor)
    case .effectFailed(let chain, let effect, let failure):
      write(.effectFailed(chain, effect, failure))
    case .migrationWaits(let migration, let text): write(.migrationWaits(migration, text))
    }
  }

  /// Publishes an operation of the chain to the callers that wait for it.
  private func publish(_ chain: ChainState, _ waitsFor: String?) {
    for operation in [chain.lastOperation, chain.operation].compactMap(\.self) {
      let waits = operation.endedUnixMs == nil ? waitsFor : nil
      guard let document = operations.note(operation, waitsFor: waits) else { continue }
      server?.publish(document)
      if let failure = operations.unrecorded { write(.recordUnsaved(failure)) }
    }
  }

  private func tellOperation(_ before: ChainState, _ after: ChainState) {
    if let operation = after.operation {
      let old = before.operation
      let isNew = old?.id != operation.id
      if isNew { write(.operationBegan(operation)) }
      if isNew || old?.phase != operation.phase || old?.direction != operation.direction {
        write(.phaseEntered(operation))
      }
      if let who = operation.acceptedHalt, isNew || old?.acceptedHalt == nil {
        write(.haltAccepted(operation, by: who))
      }
      if let who = operation.acceptedHeight, isNew { write(.heightAccepted(operation, by: who)) }
    }
    if let last = after.lastOperation, last.id != before.lastOperation?.id {
      write(.operationEnded(last))
    }
  }

  private func tellMigration(_ before: Migration?, _ after: Migration?) {
    guard let after, before != after else { return }
    if before?.id != after.id, after.state != .finished { write(.migrationBegan(after)) }
    guard before?.id == after.id, let before else { return }
    for (index, step) in after.steps.enumerated() {
      let old = before.steps.indices.contains(index) ? before.steps[index].state : .pending
      if old != step.state { write(.migrationStep(after, step)) }
    }
    if before.state != after.state || before.goesBack != after.goesBack {
      write(.migrationChanged(after))
    }
  }

  // MARK: What was seen

  /// Writes to the journal what changed in the supervisors' reports.
  func tellReports(of chain: ChainName, in registry: ChainRegistry) {
    guard let managed = registry[chain] else { return }
    let reports = managed.reader.reports().mapValues(\.summary)
    let told = managed.announced.reports
    registry.change(chain) { $0.reports = reports.merging(told ?? [:]) { new, _ in new } }
    guard let told else { return }
    for (unit, new) in reports.sorted(by: { $0.key < $1.key }) where told[unit] != new {
      write(.nodeChanged(chain, unit: unit, from: told[unit] ?? "unknown", to: new))
    }
  }

  func tellHealth(
    of chain: ChainName, _ seen: ChainObservation, isOrdered: Bool, in registry: ChainRegistry
  ) {
    guard let managed = registry[chain] else { return }
    if let new = seen.health {
      registry.change(chain) { $0.health = new.state }
      // What was so when the agent came is in `status`; only what changes is an event.
      if let old = managed.announced.health, old != new.state {
        write(.healthChanged(chain, from: old, to: new, isOrdered: isOrdered))
      }
    }
    guard managed.announced.recovers != seen.recovers else { return }
    registry.change(chain) { $0.recovers = seen.recovers }
    // After an unclean end the next start is another one than usual; one that has ended again is not
    // back.
    guard seen.recovers || managed.monitor.health.isSeenInConsensus else { return }
    let report = seen.current.generation.flatMap { seen.supervisors[$0.unit] }
    write(.recovery(chain, isOver: !seen.recovers, report?.exitBefore))
  }
}

extension SupervisorReport {
  fileprivate var summary: String {
    reason.isEmpty || state == .ready ? state.rawValue : "\(state.rawValue) (\(reason))"
  }
}
