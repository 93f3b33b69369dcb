import AgentConfig
import AgentCore
import Basics

/// The problems of the agent itself.
struct AgentProblems {
  private let loop: HostLoop
  /// `agent.health_listen` as it is served.
  private let servedAt: String
  private var world: HostWorld { loop.world }

  init(_ loop: HostLoop) {
    self.loop = loop
    servedAt = loop.world.registry.configuration.agent.healthListen
  }

  var found: [Problem] {
    var problems: [Problem] = []
    if let unsaved = loop.unsaved {
      problems.append(
        Problem(
          kind: .stateUnsaved, severity: .critical, text: unsaved.text,
          hint: unsaved.hint ?? "the agent does nothing until the state can be saved"))
    }
    if let migration = loop.state.migration, migration.state == .asks || migration.state == .paused
    {
      let why = migration.failure.map { ": \($0.text)" } ?? ""
      let asks = migration.state == .asks
      problems.append(
        Problem(
          kind: asks ? .migrationAsks : .migrationPaused, severity: asks ? .critical : .notice,
          text: "the migration to \(migration.goal) is \(migration.state.words)\(asks ? why : "")",
          hint:
            "adnet-agent migrate status; migrate resume continues it, migrate rollback undoes it"))
    }
    if world.registry.configuration.agent.healthListen != servedAt {
      problems.append(
        Problem(
          kind: .agentRestartPending, severity: .notice,
          text: "agent.health_listen takes effect after a restart of the agent",
          hint: "systemctl restart adnet-agent"))
    }
    if let problem = world.units.problem {
      problems.append(
        Problem(
          kind: ProblemKind(problem.kind), severity: .critical, text: problem.text,
          hint: problem.hint ?? "systemctl status dbus.service"))
    }
    return problems
  }
}
