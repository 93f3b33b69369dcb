import Glibc
import Testing

struct LifeTests {
  let room = Room()

  @Test(arguments: [SIGINT, SIGTERM, SIGQUIT, SIGHUP])
  func stopsGracefullyAtEachSignal(signal: CInt) async throws {
    let node = try NodeUnderTest(room)
    _ = try await node.rest()
    #expect(try await node.stop(signal) == .code(0))
    #expect(room.read("ledger/current-proposal-cache-0") != nil)
  }

  @Test func losesItsCacheAtSIGKILLAndWarnsAtTheNextStart() async throws {
    let first = try NodeUnderTest(room)
    _ = try await first.rest()
    #expect(try await first.stop(SIGKILL) == .signal(SIGKILL))
    #expect(room.read("ledger/current-proposal-cache-0") == nil)
    let second = try NodeUnderTest(room)
    _ = try await second.running.says("WARN Unclean start")
    _ = try await second.rest()
    #expect(try await second.stop() == .code(0))
    let third = try NodeUnderTest(room)
    _ = try await third.rest()
    #expect(!third.running.output.contains("WARN"))
  }

  @Test func keepsItsHeightAcrossBothKindsOfStop() async throws {
    var height = 3
    for signal in [SIGTERM, SIGKILL, SIGTERM] {
      let node = try NodeUnderTest(room, ["--first-height=3"])
      #expect(try await node.height() >= height)
      try await node.grows(beyond: height)
      height = try await node.height()
      _ = try await node.stop(signal)
    }
  }

  @Test func stallsWithALedgerOlderThanItsCache() async throws {
    let first = try NodeUnderTest(room)
    try await first.grows(beyond: 2)
    _ = try await first.stop()
    room.write("ledger/height", "1\n")
    let second = try NodeUnderTest(room)
    _ = try await second.running.says("older than the proposal cache")
    try await Task.sleep(for: .milliseconds(200))
    #expect(try await second.height() == 1)
  }

  /// What is in flight is answered; an idle connection is shut down, and not only closed.
  @Test func anEndCanBeGraceful() async throws {
    let node = try NodeUnderTest(room, ["--graceful", "--rest-delay=0.5"])
    let rest = try await node.rest()
    let (idle, busy) = (try Client(rest), try Client(rest))
    _ = try idle.get("/mainnet/peers/count")
    busy.send(Array("GET /mainnet/peers/count HTTP/1.1\r\nhost: x\r\n\r\n".utf8))
    usleep(100_000)
    node.running.signal(SIGTERM)
    #expect(throws: TimedOut(description: "closed")) { try idle.receive() }
    let answer = try busy.answer()
    #expect(answer.status == 200 && answer.headers["connection"] == "close")
    #expect(throws: TimedOut(description: "closed")) { try busy.receive() }
    _ = try await node.running.says("Node has shut down")
  }

  @Test func closesTheRESTBeforeItEnds() async throws {
    let node = try NodeUnderTest(room, ["--shutdown-delay=60"])
    let rest = try await node.rest()
    let client = try Client(rest)
    _ = try client.get("/mainnet/peers/count")
    node.running.signal(SIGTERM)
    _ = try await node.running.says("Shutting down")
    #expect(throws: TimedOut.self) { try client.receive() }
    #expect(throws: TimedOut.self) { try Client(rest) }
    #expect(!node.running.output.contains("Node has shut down"))
    #expect(try await node.stop(SIGKILL) == .signal(SIGKILL))
  }

  @Test func listensOnlyAfterTheLedgerHasLoaded() async throws {
    let node = try NodeUnderTest(room, ["--load-seconds=0.4"])
    _ = try await node.rest()
    let parts = node.running.output.split(separator: "Loaded the ledger")
    #expect(parts.count == 2 && !parts[0].contains(" on 127.0.0.1"))
  }

  @Test func showsProgressAndStopsWhileTheLedgerLoads() async throws {
    let node = try NodeUnderTest(room, ["--load-seconds=20"])
    let progress = try await node.running.says("Loading the ledger from storage... ")
    #expect(progress.hasSuffix("%"))
    #expect(try await node.stop() == .code(0))
  }

  @Test(arguments: [("v3", 101), ("v4", 1)])
  func refusesALedgerThatIsInUse(api: String, code: CInt) async throws {
    let first = try NodeUnderTest(room)
    _ = try await first.rest()
    let second = try NodeUnderTest(room, ["--api=\(api)"])
    #expect(try await second.running.ends() == .code(code))
    #expect(second.running.output.contains("IO error: While lock file: \(room.path)/ledger/LOCK"))
    _ = try await first.stop(SIGKILL)
    let third = try NodeUnderTest(room)
    _ = try await third.rest()
  }

  @Test func wantsItsKeyReadableByNobodyElse() async throws {
    room.write("key", "APrivateKey1zkp", mode: 0o644)
    let flag = "--private-key-file=\(room.path)/key"
    let open = try NodeUnderTest(room, [flag])
    #expect(try await open.running.ends() == .code(1))
    chmod(room.path + "/key", 0o600)
    let closed = try NodeUnderTest(room, [flag])
    _ = try await closed.rest()
  }

  @Test func printsATokenOnceInV3() async throws {
    let node = try NodeUnderTest(room)
    let token = try await node.running.says("one-time JWT token is ")
    #expect(token.hasPrefix("eyJ") && token.split(separator: ".").count == 3)
  }

  @Test func refusesAnUnknownFlagAsClapDoes() async throws {
    let node = try NodeUnderTest(room, ["--surprise"])
    #expect(try await node.running.ends() == .code(2))
  }

  @Test func eachChainOfAdnetMayHaveAnIdentityOfItsOwn() async throws {
    room.write("key", "APrivateKey1zkp")
    func identities(_ more: String...) async throws -> [String] {
      let node = try NodeUnderTest(
        Room(),
        [
          "--mode=dual", "--dev=1", "--delta-rest=127.0.0.1:0", "--delta-node=127.0.0.1:0",
          "--delta-bft=127.0.0.1:0",
        ] + more, command: "run")
      var identities: [String] = []
      for chain in ["alpha", "delta"] {
        identities.append(try await node.running.says("[\(chain)] The node is up: "))
      }
      return identities
    }
    let same = try await identities()
    #expect(same[0] == same[1])
    let numbered = try await identities("--delta-dev=2")
    let keyed = try await identities("--delta-private-key-file=\(room.path)/key")
    #expect(numbered[0] == same[0] && keyed[0] == same[0])
    #expect(Set([same[1], numbered[1], keyed[1]]).count == 3)
  }

  @Test func playsBothChainsOfAdnet() async throws {
    let node = try NodeUnderTest(
      room,
      [
        "--mode=dual", "--delta-rest=127.0.0.1:0", "--delta-node=127.0.0.1:0",
        "--delta-bft=127.0.0.1:0",
      ], command: "run")
    let alpha = try await node.running.says("[alpha] Serving REST on ")
    let delta = try await node.running.says("[delta] Serving REST on ")
    #expect(alpha != delta)
    let answer = try Client.get(delta, "/api/v1/chain/height")
    #expect(answer.body == answer.headers["x-acdc-block-height"])
    #expect(try Client.get(alpha, "/health").status == 200)
    #expect(try await node.stop() == .code(0))
    #expect(room.read("ledger/current-proposal-cache-0") != nil)
    #expect(room.read("ledger-delta/current-proposal-cache-0") != nil)
  }
}
