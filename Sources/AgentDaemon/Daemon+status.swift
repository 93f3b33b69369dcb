import AgentConfig
import AgentCore
import ControlModel
import LinuxSystem
import Releases

extension Daemon {
  /// All that is known now, without asking anyone anything slow.
  func status() -> StatusDocument {
    // Without the table nothing is said of strangers' listeners.
    let listening = try? ListeningPorts.read()
    var chains: [ChainStatus] = []
    var problems: [Problem] = ownProblems
    for (name, desk) in desks.sorted(by: { $0.key < $1.key }) {
      guard let seen = desk.seen else { continue }
      let operation = state[name].operation ?? state[name].lastOperation
      var status = ChainStatus(
        desk.eye.configuration, state: state[name], seen: seen, height: desk.eye.height.seen,
        listening: listening, user: desk.user,
        operation: operation.map { OperationDocument($0, seq: 0, waitsFor: desk.waitsFor).summary })
      status.importedFrom = ImportNotices(paths: paths).source(
        of: name, owner: seen.current.generation?.release)
      chains.append(status)
      problems += Problems.derive(state[name], seeing: seen, settings: desk.eye.settings)
      if let notice = ImportNotices(paths: paths).of(name) {
        problems.append(notice.problem(of: name))
      }
      if let failure = desk.health.committeeTrouble {
        problems.append(
          Problem(
            kind: failure.kind, severity: .warning, chain: name, text: failure.text,
            hint: failure.hint))
      }
    }
    return StatusDocument(
      agent: AgentStatus(
        version: AgentVersion.text, pid: Host.processID,
        since: Timestamp(unixMilliseconds: since), state: .running),
      host: Host.name, observedAt: Timestamp(unixMilliseconds: Clock.unixMilliseconds()),
      chains: chains,
      problems: Problems.worstFirst(
        problems + host.problems
          + vitals.problems(nowUnixMilliseconds: Clock.unixMilliseconds())),
      vitals: vitals.seen.map(VitalsStatus.init), next: nextSteps)
  }

  private var nextSteps: [String] {
    let chains = desks.keys.sorted().map { chain in
      (chain: chain, state: state[chain], owner: desks[chain]?.seen?.current.generation)
    }
    // Only on a host where nothing has run yet is anything read for it.
    guard chains.allSatisfy({ $0.owner == nil }) else { return [] }
    let releases = (try? ReleaseStore(paths).list().installed.map(\.id)) ?? []
    return NextSteps.derive(chains, releases: releases)
  }

  var ownProblems: [Problem] {
    var problems: [Problem] = []
    if let unsaved {
      problems.append(
        Problem(
          kind: "state_unsaved", severity: .critical, text: unsaved.text,
          hint: unsaved.hint ?? "nothing is done until the state can be saved"))
    }
    if let migration = state.migration, migration.state == .asks || migration.state == .paused {
      let why = migration.failure.map { ": \($0.text)" } ?? ""
      let asks = migration.state == .asks
      problems.append(
        Problem(
          kind: "migration_\(migration.state.rawValue)", severity: asks ? .critical : .notice,
          text: "the migration to \(migration.goal) is \(migration.state.words)\(asks ? why : "")",
          hint: "adnet-agent migrate status; migrate resume goes on, migrate rollback leads back"))
    }
    if configuration.agent.healthListen != servedAt {
      problems.append(
        Problem(
          kind: "agent_restart_pending", severity: .notice,
          text: "agent.health_listen takes effect when the agent is restarted",
          hint: "systemctl restart adnet-agent"))
    }
    if let problem = units.problem {
      problems.append(
        Problem(
          kind: problem.kind, severity: .critical, text: problem.text,
          hint: problem.hint ?? "systemctl status dbus.service"))
    }
    return problems
  }
}
