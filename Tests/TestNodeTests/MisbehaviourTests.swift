import Glibc
import Testing

struct MisbehaviourTests {
  let room = Room()

  @Test(arguments: [
    ("crash-at-start", 101), ("must-upgrade", 1), ("quit-at-start", 0), ("nonsense", 2),
  ])
  func endsAtStart(how: String, code: CInt) async throws {
    let node = try NodeUnderTest(room, ["--misbehave=\(how)"])
    #expect(try await node.running.ends() == .code(code))
    #expect(!node.running.output.contains("Serving REST"))
    #expect(node.running.output.contains("must be upgraded") == (how == "must-upgrade"))
  }

  @Test(arguments: [
    ("alpha", "alpha-only", true), ("alpha", "delta-only", false), ("delta", "delta-only", true),
    ("delta", "dual", true), ("dual", "dual", true), ("dual", "delta-only", false),
  ])
  func misbehavesOnlyWhereItIsTold(only: String, mode: String, ends: Bool) async throws {
    let node = try NodeUnderTest(
      room,
      [
        "--mode=\(mode)", "--misbehave=crash-after=0.2", "--misbehave-on=\(only)",
        "--delta-node=127.0.0.1:0", "--delta-bft=127.0.0.1:0", "--delta-rest=127.0.0.1:0",
      ], command: "run")
    _ = try await node.rest()
    guard ends else {
      try await Task.sleep(for: .milliseconds(600))
      #expect(try await node.stop() == .code(0))
      return
    }
    #expect(try await node.running.ends() == .code(101))
  }

  @Test func crashesLater() async throws {
    let node = try NodeUnderTest(room, ["--misbehave=crash-after=0.2"])
    _ = try await node.rest()
    #expect(try await node.running.ends() == .code(101))
  }

  @Test func isNeverReadyButStops() async throws {
    let node = try NodeUnderTest(room, ["--misbehave=never-ready"])
    _ = try await node.running.says("Loading the ledger")
    try await Task.sleep(for: .milliseconds(300))
    #expect(!node.running.output.contains(" on 127.0.0.1"))
    #expect(try await node.stop() == .code(0))
  }

  @Test(arguments: ["p2p", "bft", "rest"])
  func listensElsewhereThoughItsPortIsFree(port: String) async throws {
    let free = try NodeUnderTest(room)
    let wanted = try await free.rest()
    _ = try await free.stop()
    let flag = port == "p2p" ? "node" : port
    let node = try NodeUnderTest(room, ["--misbehave=wrong-port=\(port)", "--\(flag)=\(wanted)"])
    _ = try await node.rest()
    #expect(!node.running.output.contains(wanted))
  }

  @Test func hangsOnStop() async throws {
    let node = try NodeUnderTest(room, ["--misbehave=hang-on-stop"])
    _ = try await node.rest()
    node.running.signal(SIGTERM)
    _ = try await node.running.says("never ends")
    await #expect(throws: TimedOut.self) { try await node.running.ends(within: 0.4) }
  }

  @Test func stallsItsHeight() async throws {
    let node = try NodeUnderTest(room, ["--misbehave=stalled-height", "--first-height=5"])
    _ = try await node.rest()
    try await Task.sleep(for: .milliseconds(300))
    #expect(try await node.height() == 5)
  }
}
