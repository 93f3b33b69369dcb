import AgentCore
import Basics
import ControlModel
import LinuxSystem

/// A migration, for people.
enum MigrationText {
  static func show(_ migration: MigrationDocument, json: Bool) throws(Failure) {
    try Output.show(migration, json: json) { _, paint in
      render(migration, now: Timestamp(unixMilliseconds: Clock.unixMilliseconds()), paint: paint)
    }
  }

  static func render(_ migration: MigrationDocument, now: Timestamp, paint: Paint) -> String {
    let took =
      (migration.endedAt ?? now).unixMilliseconds - migration.startedAt.unixMilliseconds
    let back =
      switch migration.state {
      case _ where !migration.goesBack: ""
      case .rolledBack, .done: ""
      case .finished: " after a rollback"
      case .running, .paused, .asks, .aborting, .aborted: ", rolling back"
      }
    var lines = [
      "migration to \(migration.goal): "
        + paint(migration.state.words, tone(migration.state)) + back
        + ", \(Durations.exact(milliseconds: took)) (\(migration.id))"
    ]
    var table = Table("step", "state", "took", "chain", "gap", "diverted", "failed", "by peers")
    for (index, step) in migration.steps.enumerated() {
      for (row, chain) in step.chains.enumerated() {
        let isFirst = row == 0
        table.add(
          Table.Cell(isFirst ? "\(index + 1) \(step.topology)" : ""),
          Table.Cell(isFirst ? step.state.rawValue : "", tone(step.state)),
          Table.Cell(isFirst ? time(step.ms) : ""), Table.Cell("\(chain.chain) \(chain.release)"),
          Table.Cell(time(chain.gapMs)), Table.Cell(time(chain.divertedMs)),
          Table.Cell(
            chain.failedRequests.map { "\($0)" } ?? "", chain.failedRequests == 0 ? .plain : .bad),
          Table.Cell(chain.answeredByPeers.map { "\($0)" } ?? ""))
      }
    }
    lines += table.lines(paint).map { "  \($0)" }
    lines += migration.ledgers.sorted { $0.key < $1.key }.flatMap { ledger($0, $1) }
    if let wait = migration.waitingFor, migration.state == .running {
      lines.append("  waiting: \(wait)")
    }
    if let failure = migration.failure {
      lines.append("  last failure: \(failure.text)")
      if let hint = failure.hint { lines.append("  hint: \(hint)") }
    }
    if let next = advice(migration) { lines.append("  \(next)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func ledger(_ chain: ChainName, _ ledger: LedgerStatus) -> [String] {
    var lines: [String] = []
    if let release = ledger.backupOf {
      let height = ledger.backupHeight.map { " at height \($0)" } ?? ""
      lines.append("  backup of \(chain): the ledger of \(release)\(height)")
    }
    if let to = ledger.convertedFor, let from = ledger.convertedFrom {
      lines.append("  \(chain) was converted for \(to); it can't go back to \(from)")
    }
    return lines
  }

  static func title(_ step: MigrationStepStatus) -> String {
    "\(step.topology) \(step.chains.map(\.chain.text).joined(separator: " and "))"
  }

  private static func advice(_ migration: MigrationDocument) -> String? {
    switch migration.state {
    case .running, .aborting, .finished: nil
    case .rolledBack: "adnet-agent migrate finish deletes its backups"
    case .paused: "adnet-agent migrate resume continues it"
    case .asks:
      "every chain is in service; adnet-agent migrate resume tries again, migrate rollback undoes it"
    case .done: "adnet-agent migrate rollback undoes it, until migrate finish"
    case .aborted: "adnet-agent migrate rollback returns to the start"
    }
  }

  private static func time(_ milliseconds: Int?) -> String {
    milliseconds.map { Durations.exact(milliseconds: Int64($0)) } ?? ""
  }

  private static func tone(_ state: Migration.State) -> Tone {
    switch state {
    case .done, .finished: .good
    case .running, .paused, .aborting: .waiting
    case .asks, .aborted, .rolledBack: .bad
    }
  }

  private static func tone(_ state: MigrationStep.State) -> Tone {
    switch state {
    case .pending: .dim
    case .preparing, .running, .concluding: .waiting
    case .done: .good
    case .failed: .bad
    }
  }
}
