import Testing

@testable import TestNode

struct CommitteeTests {
  let room = Room()

  @Test(arguments: [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (6, 5), (7, 5), (10, 7)])
  func needsMoreThanTwoThirdsOfTheStake(size: Int, needed: Int) {
    var committee = Committee(size: size, own: "own")
    var connected: Set<String> = []
    for number in 1...size {
      #expect(committee.hasQuorum(connected: connected) == (number >= needed))
      committee.met("peer \(number)")
      connected.insert("peer \(number)")
    }
    #expect(committee.members.count == size)
  }

  @Test func growsOnlyWhileAQuorumIsConnected() async throws {
    func start(_ number: Int, validators: [String]) throws -> NodeUnderTest {
      try NodeUnderTest(
        room,
        [
          "--committee-size=4", "--dev=\(number)", "--block-seconds=0.1",
          "--validators=\(validators.joined(separator: ","))",
        ], storage: "ledger-\(number)")
    }
    let first = try start(1, validators: [])
    let second = try start(2, validators: [try await first.bft()])
    _ = try await second.running.says("The node is up")
    try await Task.sleep(for: .milliseconds(300))
    #expect(try await first.height() == 0)
    let third = try start(3, validators: [try await first.bft(), try await second.bft()])
    try await first.grows(beyond: 2)
    try await third.grows(beyond: 2)
    let rest = try await first.rest()
    #expect(try Client.get(rest, "/mainnet/connections/bft/count").body == "2")
    #expect(try Client.get(rest, "/mainnet/committee/latest").body.contains("40000000000000}"))
    _ = try await third.stop()
    try await Task.sleep(for: .milliseconds(100))
    let height = try await first.height()
    try await Task.sleep(for: .milliseconds(300))
    #expect(try await first.height() == height)
    let again = try start(3, validators: [try await first.bft(), try await second.bft()])
    try await again.grows(beyond: height)
  }

  @Test func countsPeersAndFollowsThemAsAClient() async throws {
    let first = try NodeUnderTest(room)
    let client = try NodeUnderTest(
      room, ["--client", "--peers=\(try await first.p2p())"], storage: "client")
    try await client.grows(beyond: 2)
    #expect(try Client.get(try await first.rest(), "/mainnet/peers/count").body == "1")
  }
}
