import AgentCore
import Basics
import Systemd

/// An entry of the journal. Each kind has a message ID with an entry in packaging/adnet-agent.catalog.
struct AgentEvent {
  /// The word in `ADNET_EVENT`, which never changes.
  let name: String
  /// The message ID, which never changes either.
  let messageID: String
  let priority: Journal.Priority
  let message: String
  let fields: [String: String]

  /// - Parameter fields: by name; those that are empty are left out.
  private init(
    _ name: String, _ messageID: String, _ priority: Journal.Priority, _ message: String,
    _ fields: [String: String] = [:]
  ) {
    self.name = name
    self.messageID = messageID
    self.priority = priority
    self.message = message
    self.fields = fields.filter { !$0.value.isEmpty }
  }

  func write(to journal: Journal) {
    journal.write(
      priority, event: name, messageID: messageID, message, fields: fields)
  }
}

// MARK: The agent and the host

extension AgentEvent {
  static func started(version: String) -> Self {
    Self(
      "agent_started", "5d3e0c6c4fd24a0f8e3c1a7f9be1d001", .info, "adnet-agent \(version) started")
  }

  static var stopping: Self {
    Self(
      "agent_stopping", "5d3e0c6c4fd24a0f8e3c1a7f9be1d002", .info, "stopping; nodes keep running")
  }

  static func stateUnsaved(_ failure: Failure) -> Self {
    Self("state_unsaved", "5d3e0c6c4fd24a0f8e3c1a7f9be1d008", .critical, failure.text)
  }

  static func recordUnsaved(_ failure: Failure) -> Self {
    Self("record_unsaved", "5d3e0c6c4fd24a0f8e3c1a7f9be1d009", .warning, failure.text)
  }

  static func configurationKept(_ failure: Failure) -> Self {
    Self(
      "configuration_kept", "5d3e0c6c4fd24a0f8e3c1a7f9be1d00a", .error,
      "keeping the previous configuration: \(failure.text)")
  }

  static func hostDrifted(_ steps: [String]) -> Self {
    Self(
      "host_drifted", "5d3e0c6c4fd24a0f8e3c1a7f9be1d00b", .warning,
      "host settings drifted: \(steps.joined(separator: "; "))")
  }

  static func hostNotCorrected(_ failure: Failure) -> Self {
    Self(
      "host_not_corrected", "5d3e0c6c4fd24a0f8e3c1a7f9be1d00c", .warning,
      "cannot correct the host settings: \(failure.text)",
      ["ADNET_FAILURE": failure.kind.rawValue])
  }

  static func killedForMemory(_ problem: Problem) -> Self {
    Self(
      "killed_for_memory", "5d3e0c6c4fd24a0f8e3c1a7f9be1d00d",
      problem.severity == .critical ? .critical : .warning,
      problem.text,
      ["ADNET_KIND": problem.kind.rawValue, "ADNET_CHAIN": problem.chain?.text ?? ""])
  }
}

// MARK: Operations

extension AgentEvent {
  static func operationBegan(_ operation: Operation) -> Self {
    Self(
      "operation_began", "5d3e0c6c4fd24a0f8e3c1a7f9be1d003", .info,
      "\(operation.chain): \(operation.kind)\(operation.releases) started"
        + (operation.cause.map { " automatically: \($0)" } ?? ""), fields(operation))
  }

  static func phaseEntered(_ operation: Operation) -> Self {
    Self(
      "operation_step", "5d3e0c6c4fd24a0f8e3c1a7f9be1d004", .info,
      "\(operation.chain): \(operation.kind): \(operation.phase.title)"
        + (operation.direction == .back ? " (rolling back)" : ""), fields(operation))
  }

  static func operationEnded(_ operation: Operation) -> Self {
    let outcome = operation.outcome ?? .failed
    return Self(
      "operation_ended", "5d3e0c6c4fd24a0f8e3c1a7f9be1d005", outcome == .done ? .notice : .error,
      "\(operation.chain): \(operation.kind)\(operation.releases): "
        + outcome.rawValue.replacing("_", with: " ")
        + (operation.failure.map { ": \($0.text)" } ?? ""), fields(operation))
  }

  static func haltAccepted(_ operation: Operation, by who: String) -> Self {
    Self(
      "halt_accepted", "5d3e0c6c4fd24a0f8e3c1a7f9be1d00f", .critical,
      "\(operation.chain): \(operation.kind) may halt the chain: accepted by \(who)",
      fields(operation, by: who))
  }

  static func heightAccepted(_ operation: Operation, by who: String) -> Self {
    Self(
      "height_accepted", "5d3e0c6c4fd24a0f8e3c1a7f9be1d015", .critical,
      "\(operation.chain): \(operation.kind) may start the node below the chain's height or without "
        + "its safety record: accepted by \(who)", fields(operation, by: who))
  }

  private static func fields(_ operation: Operation) -> [String: String] {
    [
      "ADNET_CHAIN": operation.chain.text, "ADNET_OPERATION": operation.id,
      "ADNET_KIND": operation.kind.rawValue, "ADNET_STEP": operation.phase.rawValue,
      "ADNET_RELEASE": operation.tried?.description ?? "",
      "ADNET_OUTCOME": operation.outcome?.rawValue ?? "",
      "ADNET_FAILURE": operation.failure?.kind.rawValue ?? "",
    ]
  }

  private static func fields(_ operation: Operation, by who: String) -> [String: String] {
    [
      "ADNET_CHAIN": operation.chain.text, "ADNET_OPERATION": operation.id,
      "ADNET_KIND": operation.kind.rawValue, "ADNET_BY": who,
    ]
  }
}

extension Operation {
  fileprivate var releases: String {
    switch (from?.release, tried) {
    case (let from?, let to?) where from != to: " from \(from) to \(to)"
    case (_, let to?): " with \(to)"
    case (_, nil): ""
    }
  }
}

// MARK: Nodes

extension AgentEvent {
  static func nodeChanged(_ chain: ChainName, unit: String, from: String, to: String) -> Self {
    Self(
      "node_changed", "5d3e0c6c4fd24a0f8e3c1a7f9be1d006", .info,
      "\(chain): \(unit): \(from) → \(to)",
      ["ADNET_CHAIN": chain.text, "ADNET_UNIT": unit])
  }

  static func effectFailed(_ chain: ChainName, _ effect: Effect, _ failure: Failure) -> Self {
    Self(
      "effect_failed", "5d3e0c6c4fd24a0f8e3c1a7f9be1d007", .warning,
      "\(chain): cannot \(effect.words): \(failure.text)",
      ["ADNET_CHAIN": chain.text, "ADNET_FAILURE": failure.kind.rawValue])
  }

  static func healthChanged(
    _ chain: ChainName, from old: HealthState, to new: HealthVerdict, isOrdered: Bool
  ) -> Self {
    // During an operation it is as it has to be.
    let priority: Journal.Priority =
      isOrdered
      ? .info
      : new.state.isLive == false ? .error : new.state == .healthy ? .notice : .warning
    return Self(
      "health_changed", "5d3e0c6c4fd24a0f8e3c1a7f9be1d00e", priority,
      "\(chain): \(old.plain) → \(new.state.plain): \(new.reason)",
      ["ADNET_CHAIN": chain.text, "ADNET_HEALTH": new.state.rawValue, "ADNET_WAS": old.rawValue])
  }

  static func recovery(_ chain: ChainName, isOver: Bool, _ exit: NodeExit?) -> Self {
    isOver
      ? Self(
        "recovery_ended", "5d3e0c6c4fd24a0f8e3c1a7f9be1d010", .notice,
        "\(chain): the node is back in consensus after its unclean end",
        ["ADNET_CHAIN": chain.text])
      : Self(
        "recovery_began", "5d3e0c6c4fd24a0f8e3c1a7f9be1d010", .warning,
        "\(chain): the node was started after an unclean end"
          + (exit.map { " (\($0.summary))" } ?? "") + "; it doesn't count toward the quorum yet",
        ["ADNET_CHAIN": chain.text])
  }
}

extension HealthState {
  fileprivate var plain: String { rawValue.replacing("_", with: " ") }
}

// MARK: Migrations

extension AgentEvent {
  static func migrationBegan(_ migration: Migration) -> Self {
    Self(
      "migration_began", "5d3e0c6c4fd24a0f8e3c1a7f9be1d011", .notice,
      "migration to \(migration.goal) started, in \(migration.steps.count) steps",
      fields(migration))
  }

  static func migrationStep(_ migration: Migration, _ step: MigrationStep) -> Self {
    let chains = step.chains.map(\.text).joined(separator: " and ")
    let saysWhy = step.state == .failed || step.state == .pending
    return Self(
      "migration_step", "5d3e0c6c4fd24a0f8e3c1a7f9be1d012", step.state == .failed ? .error : .info,
      "migration to \(migration.goal): \(step.topology) of \(chains) is \(step.state.rawValue)"
        + (saysWhy ? migration.failure.map { ": \($0.text)" } ?? "" : ""), fields(migration))
  }

  static func migrationChanged(_ migration: Migration) -> Self {
    let priority: Journal.Priority =
      switch migration.state {
      case .asks: .critical
      case .aborted, .rolledBack, .aborting: .warning
      case .running: migration.goesBack ? .warning : .info
      case .paused, .done, .finished: .notice
      }
    return Self(
      "migration_changed", "5d3e0c6c4fd24a0f8e3c1a7f9be1d013", priority,
      "migration to \(migration.goal) is \(migration.state.words)"
        + (migration.goesBack && migration.state == .running ? ", rolling back" : "")
        + (migration.state == .asks ? migration.failure.map { ": \($0.text)" } ?? "" : ""),
      fields(migration))
  }

  static func migrationWaits(_ migration: Migration, _ text: String) -> Self {
    Self(
      "migration_waits", "5d3e0c6c4fd24a0f8e3c1a7f9be1d014", .info,
      "migration to \(migration.goal) is waiting: \(text)",
      fields(migration))
  }

  private static func fields(_ migration: Migration) -> [String: String] {
    [
      "ADNET_MIGRATION": migration.id, "ADNET_STATE": migration.state.rawValue,
      "ADNET_FAILURE": migration.failure?.kind.rawValue ?? "",
    ]
  }
}
