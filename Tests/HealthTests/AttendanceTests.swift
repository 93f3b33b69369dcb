import Quorum
import Testing

@testable import Health

/// A node with two peers of which somebody has said who they are. Blocks come every second.
private struct Watched {
  static let (one, two) = ("http://one:3030", "http://two:3030")
  var health: ChainHealth
  var now = 1_000_000
  var height: UInt64 = 100
  var oneIsUp = true
  var twoIsUp = true
  /// Blocks by which the second is behind.
  var lag: UInt64 = 0
  var bft: Int?

  init() {
    var settings = HealthSettings()
    settings.peers = [Self.one, Self.two]
    settings.addresses = [Self.one: "aleo1one", Self.two: "aleo1two"]
    settings.ownAddress = "aleo1own"
    settings.peerPeriodMs = 3_000
    health = ChainHealth(settings)
  }

  /// Every second a block and a question to the node, every third one to its peers.
  mutating func pass(seconds: Int) {
    for _ in 0..<seconds {
      now += 1_000
      height += 1
      health.note(.height, of: "rest", sample(.height(height)))
      if let bft { health.note(.bft, of: "rest", sample(.count(bft))) }
      guard now % 3_000 == 0 else { continue }
      health.note(.height, ofPeer: Self.one, oneIsUp ? sample(.height(height)) : silent)
      health.note(.height, ofPeer: Self.two, twoIsUp ? sample(.height(height - lag)) : silent)
    }
  }

  private func sample(_ value: ProbeSample.Value) -> ProbeSample {
    ProbeSample(.passed(value), atMs: now, latencyMs: 1)
  }
  private var silent: ProbeSample { ProbeSample(.silent("no answer"), atMs: now, latencyMs: 2_000) }

  var attendance: Attendance {
    health.attendance(nowMs: now, nowUnixMs: now + 5_000_000, recovers: false)
  }
  var presences: [Attendance.Presence] { attendance.peers.map(\.presence) }
}

@Suite struct AttendanceTests {
  @Test func whoGrowsIsUp() {
    var it = Watched()
    #expect(it.presences == [.unknown, .unknown])
    it.pass(seconds: 9)
    #expect(it.presences == [.up, .up])
    #expect(it.attendance.own == "aleo1own")
    #expect(it.attendance.ownTakesPart)
  }

  @Test func oneLostAnswerIsForgivenAndThreeAreNot() {
    var it = Watched()
    it.pass(seconds: 9)
    it.twoIsUp = false
    it.pass(seconds: 3)
    #expect(it.presences == [.up, .up])
    it.pass(seconds: 6)
    #expect(it.presences == [.up, .down])
    // Since the first of them.
    let since = it.attendance.peers[1].sinceUnixMs
    #expect(since == it.now + 5_000_000 - 7_000)
  }

  @Test func whoIsBackIsUpWithinAPeriodWhereTheNodeKnowsItsPeers() {
    var it = Watched()
    it.bft = 2
    it.pass(seconds: 9)
    it.twoIsUp = false
    it.bft = 1
    it.pass(seconds: 12)
    #expect(it.presences == [.up, .down])
    #expect(it.attendance.connected == 1)
    it.twoIsUp = true
    it.bft = 2
    it.pass(seconds: 3)
    #expect(it.presences == [.up, .up])
    #expect(it.attendance.connected == 2)
  }

  @Test func elseItHasToBeSeenGrowingFirst() {
    var it = Watched()
    it.pass(seconds: 9)
    it.twoIsUp = false
    it.pass(seconds: 12)
    it.twoIsUp = true
    // It answers with what it had when it went.
    it.lag = 12
    it.pass(seconds: 3)
    #expect(it.presences == [.up, .behind])
    it.lag = 0
    it.pass(seconds: 3)
    #expect(it.presences == [.up, .up])
  }

  @Test func whoIsBehindIsNotUp() {
    var it = Watched()
    it.lag = 10
    it.pass(seconds: 12)
    #expect(it.presences == [.up, .behind])
  }

  @Test func withoutFreshAnswersNobodyKnows() {
    var it = Watched()
    it.pass(seconds: 9)
    it.now += 60_000
    #expect(it.presences == [.unknown, .unknown])
  }

  @Test func aNodeThatRecoversTakesNoPartUntilItIsSeen() {
    var it = Watched()
    it.pass(seconds: 1)
    #expect(!it.health.isSeenInConsensus)
    it.pass(seconds: 2)
    #expect(it.health.isSeenInConsensus)
    // Its height moves, and nobody is connected to it.
    it.bft = 0
    it.pass(seconds: 3)
    #expect(!it.health.isSeenInConsensus)
    let attendance = it.health.attendance(nowMs: it.now, nowUnixMs: it.now, recovers: true)
    #expect(!attendance.ownTakesPart)
    #expect(attendance.connected == nil)
  }

  @Test func theCommitteeIsTakenFromAnswers() throws {
    var it = Watched()
    let committee = try Committee([.init("aleo1own", stake: 1), .init("aleo1one", stake: 2)])
    it.health.note(
      .committee, of: "rest", ProbeSample(.passed(.committee(committee)), atMs: 1, latencyMs: 1))
    #expect(it.health.committees == ["rest": committee])
  }
}
