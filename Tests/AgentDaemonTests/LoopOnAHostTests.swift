import AgentConfig
import AgentCore
import Basics
import ControlAPI
import ControlModel
import LinuxSystem
import OnDisk
import TestSupport
import Testing

@testable import AgentDaemon

/// The loop with the daemon's world, on files as a host has them.
@Suite struct LoopOnAHostTests {
  private let alpha = DaemonRoot.alpha

  @Test func aHostWithoutSystemdIsSeenAndNothingIsDone() throws {
    let root = try DaemonRoot()
    let loop = try root.loop()
    loop.turn()
    let seen = try #require(loop.memories[alpha]?.seen)
    #expect(seen.current == .missing)
    #expect(seen.units.isEmpty, "a unit that couldn't be asked about proves nothing")
    #expect(loop.state == AgentState())
    #expect(try File.status(root.paths.state) == nil, "nothing was decided")
  }

  @Test func theReportOfASupervisorIsRead() throws {
    let root = try DaemonRoot()
    try root.own(1)
    try root.report("backoff")
    let loop = try root.loop()
    loop.turn()
    let seen = try #require(loop.memories[alpha]?.seen)
    #expect(seen.current.generation?.number == 1)
    #expect(seen.supervisors["alphaos.service"]?.state == .backoff)
    // Written over by something that is no report: none, and no reason to stop.
    try root.write(
      root.paths.supervisorReport(alpha, unit: "alphaos.service"), "schema=adnet.supervisor/1\n")
    loop.wakeAll()
    loop.turn()
    #expect(loop.memories[alpha]?.seen?.supervisors.isEmpty == true)
  }

  @Test func anOrderThatCannotBeSavedHasNotBegun() throws {
    let root = try DaemonRoot()
    let disk = try SmallDisk(kilobytes: 8)
    try disk.fill()
    let registry = try ChainRegistry(root.paths)
    let world = HostWorld(
      root.paths, registry: registry, publisher: try EventPublisher(root.paths, AgentState()),
      stateFile: StateFile("\(disk.path)/state.json", schema: AgentState.schema), wake: try WakeUp()
    )
    let loop = HostLoop(world, state: AgentState())
    var next = AgentState()
    next[alpha].enabled = true
    let failure = try #require(loop.begin(next))
    #expect(failure.kind.rawValue == "no_space")
    #expect(loop.state == AgentState())
    #expect(loop.unsaved == failure)
    #expect(AgentProblems(loop).found.map(\.kind.rawValue).contains("state_unsaved"))
    #expect(try File.status("\(disk.path)/state.json") == nil)
    // There is room again: the next one is taken, and nobody is told of trouble any more.
    try File.remove("\(disk.path)/filler")
    #expect(loop.begin(next) == nil)
    #expect(loop.state == next)
    #expect(loop.unsaved == nil)
  }

  @Test func anEffectWithoutADoorFailsAndIsTriedAgain() throws {
    let root = try DaemonRoot()
    let loop = try root.loop()
    let failure = try #require(loop.world.perform(.startUnits(["alphaos.service"]), of: alpha))
    #expect(failure.kind.rawValue == "door_unreachable")
    #expect(loop.world.perform(.routeRelay, of: alpha) != nil)
    // Only the two effects on a unit alone are a hook's.
    #expect(loop.world.perform(.routeRelay, of: nil)?.kind.rawValue == "internal")
  }

  /// A generation with other ports than agent.toml says: the chain goes by those of its node.
  @Test func whatANodeWasStartedWithCounts() throws {
    let root = try DaemonRoot()
    let configuration = Configuration()
    let start = try #require(
      configuration.start("alphaos.service", release: DaemonRoot.release))
    let rest = try #require(configuration.chains[alpha]?.port("rest")?.port)
    let moved = start.text.split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
      .map { $0.hasPrefix("rest,") ? $0.replacing(",\(rest)", with: ",4711") : $0 }
      .joined(separator: "\n")
    #expect(moved != start.text)
    let loop = try root.loop()
    loop.turn()
    #expect(loop.world.registry[alpha]?.reader.configuration.port("rest")?.port == rest)
    try root.own(1, start: moved)
    loop.wakeAll()
    loop.turn()
    #expect(loop.world.registry[alpha]?.reader.configuration.port("rest")?.port == 4711)
    #expect(loop.memories[alpha]?.seen?.current.generation?.number == 1, "it was looked at anew")
  }

  @Test func ordersAreRefusedWithAReason() throws {
    let root = try DaemonRoot()
    let loop = try root.loop()
    loop.turn()
    let responder = ControlResponder(loop)
    func order(_ verb: OrderVerb, _ chain: ChainName, _ version: String = "") -> Failure? {
      var terms = OrderTerms()
      terms.version = version
      let reply = Mail().answer(responder, .order(verb, chain: chain, terms))
      if case .failure(let failure) = reply { return failure }
      return nil
    }
    #expect(order(.start, ChainName("gamma")!)?.kind.rawValue == "chain_unknown")
    #expect(order(.start, alpha)?.text.hasPrefix("cannot start") == true)
    #expect(order(.swap, alpha, "9.9.9")?.text.contains("9.9.9") == true)
    #expect(loop.state == AgentState())
  }

  @Test func statusTellsWhatItCannotSee() throws {
    let root = try DaemonRoot()
    let loop = try root.loop()
    loop.turn()
    guard case .status(let status) = Mail().answer(ControlResponder(loop), .status) else {
      Issue.record("no status")
      return
    }
    #expect(status.chains.map(\.chain.text) == ["alpha", "delta"])
    #expect(status.agent.state == .running)
  }
}
