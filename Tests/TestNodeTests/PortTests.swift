import Testing

struct PortTests {
  let room = Room()

  @Test func fallsBackSilentlyToARandomPortForPeers() async throws {
    let first = try NodeUnderTest(room)
    let (p2p, bft) = (try await first.p2p(), try await first.bft())
    let second = try NodeUnderTest(
      room, ["--node=\(p2p)", "--bft=\(bft)", "--verbosity=0"], storage: "second")
    _ = try await second.rest()
    #expect(try await second.p2p() != p2p)
    #expect(try await second.bft() != bft)
    #expect(!second.running.output.contains("WARN") && !second.running.output.contains("ERROR"))
  }

  @Test(arguments: [("rest", []), ("metrics-ip", ["--metrics"])])
  func diesWhenAPortForHTTPIsTaken(flag: String, more: [String]) async throws {
    let first = try NodeUnderTest(room)
    let rest = try await first.rest()
    let second = try NodeUnderTest(room, ["--\(flag)=\(rest)"] + more, storage: "second")
    #expect(try await second.running.ends() == .code(101))
    #expect(second.running.output.contains("Address already in use"))
  }
}
