import AgentCore
import Basics
import FoundationEssentials
import LinuxSystem
import OnDisk
import TestSupport
import Testing

@testable import AgentDaemon

@Suite struct StateDowngradeTests {
  private let folder = TestFolder()
  private let alpha = ChainName("alpha")!
  private var paths: Paths { Paths(root: folder.path) }
  private let release = ReleaseID("alphaos/1.0.0-0f3a9c1b2d4e")!

  /// Nothing is under way, and it has what 0.1.0 doesn't know.
  private var quiet: AgentState {
    let generation = Generation(number: 3, unit: "alphaos.service", release: release)
    var chain = ChainState(enabled: true, desired: .running, proven: generation)
    chain.reached = ReachedHeight(.max, atUnixMs: 5)
    chain.record = RecordSeen(path: "/r", startedUnixMs: 6)
    chain.earlier = generation
    var last = operation
    last.outcome = .done
    (last.settingsOf, last.renews, last.reachedHeight) = (2, true, 7)
    chain.lastOperation = last
    return AgentState(chains: [alpha: chain])
  }
  private var operation: AgentCore.Operation {
    AgentCore.Operation(
      id: "o1", kind: .swap, chain: alpha, strategy: .relay, from: nil, target: nil, phase: .stop,
      clock: PhaseClock(sinceUnixMs: 1, sinceBoottimeMs: 2, bootID: "b"))
  }

  private func save(_ state: AgentState) throws -> String {
    try folder.folder("var/lib/adnet-agent")
    try StateFile<AgentState>(paths.state, schema: AgentState.schema).save(state)
    return try File.text(paths.state, limit: 1 << 20)
  }

  @Test func for0_2_0EverythingIsKept() throws {
    let before = try save(quiet)
    #expect(try StateDowngrade.write(for: .withoutWriter, paths) == paths.state)
    let text = try File.text(paths.state, limit: 1 << 20)
    #expect(text.contains(#""schema" : "adnet.state/1""#) && !text.contains("writtenBy"))
    for key in ["reached", "record", "earlier", "settingsOf", "18446744073709551615"] {
      #expect(text.contains(key), "\(key)")
    }
    #expect(try File.text("\(paths.state).2", limit: 1 << 20) == before)
    #expect(try StateFile<AgentState>(paths.state, schema: AgentState.schema).load() == quiet)
  }

  @Test(arguments: StateDowngrade.Reader.allCases)
  func aHeightThatIsAskedForInAnotherWayIsForgotten(_ reader: StateDowngrade.Reader) throws {
    var state = quiet
    state[alpha].reached = ReachedHeight(20_000, atUnixMs: 5, query: "/status height")
    _ = try save(state)
    _ = try StateDowngrade.write(for: reader, paths)
    let read = try StateFile<AgentState>(paths.state, schema: AgentState.schema).load()
    #expect(read?[alpha].reached == nil)
  }

  @Test func for0_1_0WhatItDoesNotKnowIsLeftOut() throws {
    _ = try save(quiet)
    #expect(try StateDowngrade.write(for: .withoutHeights, paths) == paths.state)
    let read = try StateFile<AgentState>(paths.state, schema: AgentState.schema).load()
    var expected = quiet
    expected[alpha].reached = nil
    expected[alpha].record = nil
    expected[alpha].earlier = nil
    expected[alpha].lastOperation?.settingsOf = nil
    expected[alpha].lastOperation?.renews = nil
    expected[alpha].lastOperation?.reachedHeight = nil
    #expect(read == expected)
  }

  @Test func whatAnOlderOneWouldActOnWronglyIsRefused() throws {
    var busy = quiet
    busy[alpha].operation = operation
    var held = quiet
    held[alpha].fallen = Fallen(Failure(.heightFell, "cannot start it: lost"), atUnixMs: 1)
    var moving = quiet
    moving.migration = Migration(
      id: "m", goal: .split, releases: [:], origin: [:], steps: [], startedUnixMs: 1)
    for (state, reason) in [
      (busy, "operation o1 is under way"), (held, "chain alpha is kept stopped"),
      (moving, "a migration is open"),
    ] {
      let before = try save(state)
      let failure = #expect(throws: Failure.self) {
        try StateDowngrade.write(for: .withoutHeights, paths)
      }
      #expect(
        failure?.kind.rawValue == "state_not_older" && failure?.reason == reason
          && failure?.hint != nil)
      #expect(try File.text(paths.state, limit: 1 << 20) == before)
      #expect(try StateDowngrade.write(for: .withoutWriter, paths) != nil, "0.2.0 knows all of it")
    }
  }

  @Test func notBesideAnAgentAndNotWhereThereIsNoState() throws {
    #expect(try StateDowngrade.write(for: .withoutHeights, paths) == nil)
    _ = try save(quiet)
    guard let lock = try FileLock.take(Folder.parent(of: paths.state), .exclusive) else {
      Issue.record("it can't be locked")
      return
    }
    let failure = #expect(throws: Failure.self) {
      try StateDowngrade.write(for: .withoutHeights, paths)
    }
    #expect(failure?.kind.rawValue == "agent_running")
    _ = consume lock
  }
}
