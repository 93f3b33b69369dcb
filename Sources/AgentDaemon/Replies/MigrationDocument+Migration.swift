import AgentCore
import Basics
import ControlModel

extension MigrationDocument {
  /// - Parameter operation: what is remembered of one, by its identifier.
  init(
    _ migration: Migration, ledgers: [ChainName: LedgerStatus], waitingFor: String?,
    operation: (String) -> OperationDocument?
  ) {
    self.init(
      id: migration.id, goal: migration.goal, state: migration.state, goesBack: migration.goesBack,
      steps: migration.steps.indices.map { index in
        let step = migration.steps[index]
        return MigrationStepStatus(
          topology: step.topology, state: step.state,
          chains: step.chains.compactMap { chain in
            step.releases[chain].map {
              MigrationStepStatus.Chain(
                chain, $0, operation(migration.lastOperationID(index, chain)))
            }
          }, startedAt: step.startedUnixMs.map(Timestamp.init(unixMilliseconds:)),
          ms: step.startedUnixMs.flatMap { start in step.endedUnixMs.map { $0 - start } })
      }, waitingFor: waitingFor, failure: migration.failure,
      startedAt: Timestamp(unixMilliseconds: migration.startedUnixMs),
      endedAt: migration.endedUnixMs.map { Timestamp(unixMilliseconds: $0) },
      origin: migration.origin.mapValues(\.release), ledgers: ledgers)
  }
}

extension MigrationStepStatus.Chain {
  init(_ chain: ChainName, _ release: ReleaseID, _ operation: OperationDocument?) {
    self.init(
      chain: chain, release: release, operation: operation?.id, gapMs: operation?.awayMs,
      divertedMs: operation?.parkedMs)
    guard let operation, operation.relayed != nil || operation.adoption != nil else { return }
    let relayed = operation.relayed ?? RelayCounts()
    failedRequests = relayed.failed + relayed.unavailable + (operation.adoption?.cut ?? 0)
    answeredByPeers = relayed.byPeers
  }
}
