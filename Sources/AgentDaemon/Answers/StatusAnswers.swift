import AgentConfig
import AgentCore
import Basics
import ControlModel
import LinuxSystem
import OnDisk

/// The status as it is known now, without a slow question to anything.
struct StatusAnswers {
  let loop: HostLoop
  let own: OwnProblems
  private let since = Clock.unixMilliseconds()
  private var world: HostWorld { loop.world }
  private var paths: Paths { world.paths }

  init(_ loop: HostLoop, own: OwnProblems) {
    self.loop = loop
    self.own = own
  }

  func document() -> StatusDocument {
    // Without the table nothing is said of strangers' listeners.
    let listening = try? ListeningPorts.read()
    var chains: [ChainStatus] = []
    var problems: [Problem] = own.found
    for name in world.chains {
      guard let desk = world.desks[name], let memory = loop.memories[name], let seen = memory.seen
      else { continue }
      let operation = loop.state[name].operation ?? loop.state[name].lastOperation
      var status = ChainStatus(
        desk.eye.configuration, state: loop.state[name], seen: seen, height: desk.eye.height.seen,
        listening: listening, user: desk.user,
        operation: operation.map {
          OperationDocument($0, seq: 0, waitsFor: memory.waitsFor).summary
        })
      status.importedFrom = ImportNotices(paths: paths).source(
        of: name, owner: seen.current.generation?.release)
      chains.append(status)
      problems += Problems.derive(loop.state[name], seeing: seen, settings: desk.eye.settings)
      if let notice = ImportNotices(paths: paths).of(name) {
        problems.append(notice.problem(of: name))
      }
      if let failure = desk.health.committeeTrouble {
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
