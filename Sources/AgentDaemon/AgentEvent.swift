import AgentCore
import Basics
import Systemd

/// What the agent says in the journal. Each has a message ID with an entry in the catalog.
enum AgentEvent {
  case started(version: String)
  case stopping
  case operationBegan(Operation)
  case phaseEntered(Operation)
  case operationEnded(Operation)
  case nodeChanged(ChainName, unit: String, from: String, to: String)
  case effectFailed(ChainName, Effect, Failure)
  case stateUnsaved(Failure)
  case recordUnsaved(Failure)
  case configurationKept(Failure)
  case hostDrifted([String])
  case hostNotCorrected(Failure)
  case killedForMemory(Problem)
  case haltAccepted(Operation, by: String)
  case heightAccepted(Operation, by: String)
  case migrationBegan(Migration)
  case migrationStep(Migration, MigrationStep)
  case migrationChanged(Migration)
  case migrationWaits(Migration, String)
  case recovery(ChainName, isOver: Bool, NodeExit?)
  case healthChanged(ChainName, from: HealthState, to: HealthVerdict, isOrdered: Bool)

  func write(to journal: Journal) {
    journal.write(priority, event: name, messageID: messageID, message, fields: fields)
  }

  private var name: String {
    switch self {
    case .started: "agent_started"
    case .stopping: "agent_stopping"
    case .operationBegan: "operation_began"
    case .phaseEntered: "operation_step"
    case .operationEnded: "operation_ended"
    case .nodeChanged: "node_changed"
    case .effectFailed: "effect_failed"
    case .stateUnsaved: "state_unsaved"
    case .recordUnsaved: "record_unsaved"
    case .configurationKept: "configuration_kept"
    case .hostDrifted: "host_drifted"
    case .hostNotCorrected: "host_not_corrected"
    case .killedForMemory: "killed_for_memory"
    case .haltAccepted: "halt_accepted"
    case .heightAccepted: "height_accepted"
    case .migrationBegan: "migration_began"
    case .migrationStep: "migration_step"
    case .migrationChanged: "migration_changed"
    case .migrationWaits: "migration_waits"
    case .recovery(_, isOver: false, _): "recovery_began"
    case .recovery(_, isOver: true, _): "recovery_ended"
    case .healthChanged: "health_changed"
    }
  }

  private var messageID: String {
    switch self {
    case .started: "5d3e0c6c4fd24a0f8e3c1a7f9be1d001"
    case .stopping: "5d3e0c6c4fd24a0f8e3c1a7f9be1d002"
    case .operationBegan: "5d3e0c6c4fd24a0f8e3c1a7f9be1d003"
    case .phaseEntered: "5d3e0c6c4fd24a0f8e3c1a7f9be1d004"
    case .operationEnded: "5d3e0c6c4fd24a0f8e3c1a7f9be1d005"
    case .nodeChanged: "5d3e0c6c4fd24a0f8e3c1a7f9be1d006"
    case .effectFailed: "5d3e0c6c4fd24a0f8e3c1a7f9be1d007"
    case .stateUnsaved: "5d3e0c6c4fd24a0f8e3c1a7f9be1d008"
    case .recordUnsaved: "5d3e0c6c4fd24a0f8e3c1a7f9be1d009"
    case .configurationKept: "5d3e0c6c4fd24a0f8e3c1a7f9be1d00a"
    case .hostDrifted: "5d3e0c6c4fd24a0f8e3c1a7f9be1d00b"
    case .hostNotCorrected: "5d3e0c6c4fd24a0f8e3c1a7f9be1d00c"
    case .killedForMemory: "5d3e0c6c4fd24a0f8e3c1a7f9be1d00d"
    case .healthChanged: "5d3e0c6c4fd24a0f8e3c1a7f9be1d00e"
    case .haltAccepted: "5d3e0c6c4fd24a0f8e3c1a7f9be1d00f"
    case .heightAccepted: "5d3e0c6c4fd24a0f8e3c1a7f9be1d015"
    case .recovery: "5d3e0c6c4fd24a0f8e3c1a7f9be1d010"
    case .migrationBegan: "5d3e0c6c4fd24a0f8e3c1a7f9be1d011"
    case .migrationStep: "5d3e0c6c4fd24a0f8e3c1a7f9be1d012"
    case .migrationChanged: "5d3e0c6c4fd24a0f8e3c1a7f9be1d013"
    case .migrationWaits: "5d3e0c6c4fd24a0f8e3c1a7f9be1d014"
    }
  }

  private var priority: Journal.Priority {
    switch self {
    case .started, .stopping, .operationBegan, .phaseEntered, .nodeChanged: .info
    case .operationEnded(let operation): operation.outcome == .done ? .notice : .error
    case .effectFailed, .recordUnsaved, .hostDrifted, .hostNotCorrected: .warning
    case .killedForMemory(let problem): problem.severity == .critical ? .critical : .warning
    // During an operation it is as it has to be.
    case .healthChanged(_, _, _, isOrdered: true): .info
    case .healthChanged(_, _, let new, isOrdered: false):
      new.state.isLive == false ? .error : new.state == .healthy ? .notice : .warning
    case .recovery(_, let isOver, _): isOver ? .notice : .warning
    case .migrationBegan: .notice
    case .migrationStep(_, let step): step.state == .failed ? .error : .info
    case .migrationChanged(let migration):
      switch migration.state {
      case .asks: .critical
      case .aborted, .rolledBack, .aborting: .warning
      case .running: migration.goesBack ? .warning : .info
      case .paused, .done, .finished: .notice
      }
    case .migrationWaits: .info
    case .stateUnsaved, .haltAccepted, .heightAccepted: .critical
    case .configurationKept: .error
    }
  }

  var message: String {
    switch self {
    case .started(let version): "adnet-agent \(version) runs"
    case .stopping: "stopping; nodes go on as they are"
    case .operationBegan(let operation):
      "\(operation.kind.rawValue) of chain \(operation.chain)\(operation.releases) began"
        + (operation.cause.map { " by itself: \($0)" } ?? "")
    case .phaseEntered(let operation):
      "\(operation.kind.rawValue) of chain \(operation.chain): \(operation.phase.rawValue)"
        + (operation.direction == .back ? " (going back)" : "")
    case .operationEnded(let operation):
      "\(operation.kind.rawValue) of chain \(operation.chain)\(operation.releases): "
        + (operation.outcome ?? .failed).rawValue
        + (operation.failure.map { ": \($0.text)" } ?? "")
    case .nodeChanged(let chain, let unit, let from, let to):
      "\(unit) of chain \(chain) was \(from), is \(to)"
    case .effectFailed(_, let effect, let failure): "cannot \(effect.words): \(failure.text)"
    case .stateUnsaved(let failure), .recordUnsaved(let failure): failure.text
    case .configurationKept(let failure): "the old settings stay: \(failure.text)"
    case .hostDrifted(let steps): "the host has drifted: \(steps.joined(separator: "; "))"
    case .hostNotCorrected(let failure): "cannot correct the host: \(failure.text)"
    case .killedForMemory(let problem): problem.text
    case .haltAccepted(let operation, let who):
      "\(operation.kind.rawValue) of chain \(operation.chain) may halt the chain: accepted by \(who)"
    case .heightAccepted(let operation, let who):
      "\(operation.kind.rawValue) of chain \(operation.chain) may bring a node below the chain's height, or "
        + "without its safety record: accepted by \(who)"
    case .migrationBegan(let migration):
      "migration to \(migration.goal) began, in \(migration.steps.count) steps"
    case .migrationStep(let migration, let step):
      "migration to \(migration.goal): \(step.topology) of "
        + step.chains.map(\.text).joined(separator: " and ") + " is \(step.state.rawValue)"
        + (step.state == .failed || step.state == .pending
          ? migration.failure.map { ": \($0.text)" } ?? "" : "")
    case .migrationChanged(let migration):
      "migration to \(migration.goal) is \(migration.state.words)"
        + (migration.goesBack && migration.state == .running ? " and goes back" : "")
        + (migration.state == .asks ? migration.failure.map { ": \($0.text)" } ?? "" : "")
    case .migrationWaits(let migration, let text):
      "migration to \(migration.goal) waits: \(text)"
    case .recovery(let chain, isOver: false, let exit):
      "chain \(chain)'s node was started after an unclean end"
        + (exit.map { " (\($0.summary))" } ?? "") + "; it doesn't count toward the quorum yet"
    case .recovery(let chain, isOver: true, _):
      "chain \(chain)'s node is back in consensus after its unclean end"
    case .healthChanged(let chain, let old, let new, _):
      "chain \(chain) was \(old.rawValue), is \(new.state.rawValue): \(new.reason)"
    }
  }

  var fields: [String: String] {
    switch self {
    case .started, .stopping, .stateUnsaved, .recordUnsaved, .configurationKept, .hostDrifted: [:]
    case .hostNotCorrected(let failure): ["ADNET_FAILURE": failure.kind.rawValue]
    case .killedForMemory(let problem):
      ["ADNET_KIND": problem.kind.rawValue, "ADNET_CHAIN": problem.chain?.text ?? ""]
        .filter { !$0.value.isEmpty }
    case .operationBegan(let operation), .phaseEntered(let operation),
      .operationEnded(let operation):
      [
        "ADNET_CHAIN": operation.chain.text, "ADNET_OPERATION": operation.id,
        "ADNET_KIND": operation.kind.rawValue, "ADNET_STEP": operation.phase.rawValue,
        "ADNET_RELEASE": operation.tried?.description ?? "",
        "ADNET_OUTCOME": operation.outcome?.rawValue ?? "",
        "ADNET_FAILURE": operation.failure?.kind.rawValue ?? "",
      ].filter { !$0.value.isEmpty }
    case .healthChanged(let chain, let old, let new, _):
      ["ADNET_CHAIN": chain.text, "ADNET_HEALTH": new.state.rawValue, "ADNET_WAS": old.rawValue]
    case .haltAccepted(let operation, let who), .heightAccepted(let operation, let who):
      [
        "ADNET_CHAIN": operation.chain.text, "ADNET_OPERATION": operation.id,
        "ADNET_KIND": operation.kind.rawValue, "ADNET_BY": who,
      ]
    case .recovery(let chain, _, _): ["ADNET_CHAIN": chain.text]
    case .migrationBegan(let migration), .migrationStep(let migration, _),
      .migrationChanged(let migration), .migrationWaits(let migration, _):
      [
        "ADNET_MIGRATION": migration.id, "ADNET_STATE": migration.state.rawValue,
        "ADNET_FAILURE": migration.failure?.kind.rawValue ?? "",
      ].filter { !$0.value.isEmpty }
    case .nodeChanged(let chain, let unit, _, _): ["ADNET_CHAIN": chain.text, "ADNET_UNIT": unit]
    case .effectFailed(let chain, _, let failure):
      ["ADNET_CHAIN": chain.text, "ADNET_FAILURE": failure.kind.rawValue]
    }
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
