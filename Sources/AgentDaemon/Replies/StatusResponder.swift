import AgentConfig
import AgentCore
import Basics
import ControlModel
import LinuxSystem
import OnDisk

/// The status as it is known now, without a slow question to anything.
struct StatusResponder {
  let loop: HostLoop
  let agentProblems: AgentProblems
  private let since = Clock.unixMilliseconds()
  private var world: HostWorld { loop.world }
  private var paths: Paths { world.paths }

  init(_ loop: HostLoop, agentProblems: AgentProblems) {
    self.loop = loop
    self.agentProblems = agentProblems
  }

  func document() -> StatusDocument {
    // Without the table nothing is said of strangers' listeners.
    let listening = try? ListeningPorts.read()
    var chains: [ChainStatus] = []
    var problems: [Problem] = agentProblems.found
    for name in world.chains {
      guard let managed = world.registry[name], let memory = loop.memories[name],
        let seen = memory.seen
      else { continue }
      let operation = loop.state[name].operation ?? loop.state[name].lastOperation
      var status = ChainStatus(
        managed.reader.configuration, state: loop.state[name], seen: seen,
        height: managed.reader.height.seen,
        listening: listening, receivers: managed.monitor.receivers, user: managed.user,
        operation: operation.map {
          OperationDocument($0, seq: 0, waitsFor: memory.waitsFor).summary
        })
      status.importedFrom = ImportNotices(paths: paths).source(
        of: name, owner: seen.current.generation?.release)
      chains.append(status)
      problems += Problems.derive(loop.state[name], seeing: seen, settings: managed.reader.settings)
      if let notice = ImportNotices(paths: paths).of(name) {
        problems.append(notice.problem(of: name))
      }
      if let failure = managed.monitor.committeeTrouble {
        problems.append(
          Problem(
            kind: ProblemKind(failure.kind), severity: .warning, chain: name, text: failure.text,
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
        problems + world.host.problems(nowUnixMilliseconds: Clock.unixMilliseconds())),
      vitals: world.host.vitals.seen.map(VitalsStatus.init), next: nextSteps)
  }

  private var nextSteps: [String] {
    let chains = world.chains.map { chain in
      (
        chain: chain, state: loop.state[chain],
        owner: loop.memories[chain]?.seen?.current.generation
      )
    }
    // Only on a host where nothing has run yet is anything read for it.
    guard chains.allSatisfy({ $0.owner == nil }) else { return [] }
    let releases = (try? ReleaseStore(paths).list().installed.map(\.id)) ?? []
    return NextSteps.derive(chains, releases: releases)
  }
}
