import AgentSimulation
import Quorum
import Testing

@testable import AgentCore

@Suite struct QuorumMarginTests {
  private let four = try! Committee(stakes: [10, 10, 10, 10])

  private func peers(_ presences: Attendance.Presence...) -> [Attendance.Peer] {
    presences.enumerated().map { Attendance.Peer("a\($0.offset + 1)", $0.element) }
  }

  @Test func oneOfFourMayGo() {
    let margin = QuorumMargin(
      four, Attendance(own: "a0", ownTakesPart: true, peers: peers(.up, .up, .up)))
    #expect(margin.mayGo)
    #expect(margin.running == 40)
    #expect(margin.unknown == 0)
  }

  @Test(arguments: [Attendance.Presence.down, .behind, .unknown])
  func notWhenOneIsNotThere(presence: Attendance.Presence) {
    let margin = QuorumMargin(
      four, Attendance(own: "a0", ownTakesPart: true, peers: peers(.up, presence, .up)))
    #expect(!margin.mayGo)
    #expect(!margin.isHalted)
    #expect(margin.absent.count == (presence == .unknown ? 0 : 1))
    #expect(margin.unknown == (presence == .unknown ? 1 : 0))
  }

  @Test func whoTakesNoPartTakesNothingAway() {
    let margin = QuorumMargin(
      four, Attendance(own: "a0", ownTakesPart: false, peers: peers(.up, .up, .down)))
    #expect(margin.mayGo)
    #expect(margin.isHalted)
  }

  @Test func whoIsNoMemberTakesNothingAway() {
    let margin = QuorumMargin(
      four, Attendance(own: "stranger", ownTakesPart: true, peers: peers(.up, .down, .down)))
    #expect(margin.mayGo)
    #expect(margin.own == 0)
  }

  @Test func aNodeThatIsConnectedWithAllKnowsThatTheyAreThere() {
    var attendance = Attendance(own: nil, ownTakesPart: true, peers: [], connected: 3)
    #expect(QuorumMargin(four, attendance).mayGo)
    attendance.connected = 2
    #expect(!QuorumMargin(four, attendance).mayGo)
    attendance.connected = nil
    #expect(QuorumMargin(four, attendance).unknown == 3)
  }

  @Test func whoAnswersAndIsNotConnectedDoesNotCount() {
    let margin = QuorumMargin(
      four,
      Attendance(own: "a0", ownTakesPart: true, peers: peers(.up, .up, .up), connected: 2))
    #expect(!margin.mayGo)
    #expect(margin.othersCount == 2)
  }

  @Test func whoIsConnectedAndBehindDoesNotCount() {
    let margin = QuorumMargin(
      four,
      Attendance(own: "a0", ownTakesPart: true, peers: peers(.up, .up, .behind), connected: 3))
    #expect(!margin.mayGo)
  }

  /// A connection outlives a machine that has lost its power.
  @Test func whoDoesNotAnswerIsDownWhateverTheNodeCounts() {
    let margin = QuorumMargin(
      four,
      Attendance(own: "a0", ownTakesPart: true, peers: peers(.up, .down, .up), connected: 3))
    #expect(!margin.mayGo)
  }

  /// Every way things may be that agrees with what is known: the margin is the least of them.
  @Test func neverMoreThanTheWorstWayThingsMayBe() throws {
    for seed: UInt64 in 1...1_000 {
      var dice = Dice(seed: seed)
      let count = Int.random(in: 3...8, using: &dice)
      let stakes = (0..<count).map { _ in UInt64.random(in: 1...20, using: &dice) }
      let committee = try Committee(stakes: stakes)
      let ownIndex = Int.random(in: 0..<count, using: &dice)
      let isUp = (0..<count).map { $0 == ownIndex || Int.random(in: 0..<4, using: &dice) > 0 }
      // Some members are named, and their REST tells of them, or is silent though they are up.
      var seen: [Attendance.Peer] = []
      for index in 0..<count where index != ownIndex && Bool.random(using: &dice) {
        let isSilent = Int.random(in: 0..<5, using: &dice) == 0
        let presence: Attendance.Presence = isUp[index] && !isSilent ? .up : .down
        seen.append(Attendance.Peer("a\(index)", presence))
      }
      let tellsConnected = Bool.random(using: &dice)
      let connected = (0..<count).count { isUp[$0] && $0 != ownIndex }
      let own = Bool.random(using: &dice) ? "a\(ownIndex)" : nil
      let margin = QuorumMargin(
        committee,
        Attendance(
          own: own, ownTakesPart: true, peers: seen, connected: tellsConnected ? connected : nil))
      let truth = (0..<count).filter { isUp[$0] && $0 != ownIndex }.reduce(0) { $0 + stakes[$1] }
      if margin.mayGo {
        #expect(BruteForce.hasQuorum(truth, of: committee.totalStake), "seed \(seed)")
      }
      // Nothing hidden: then it is exact.
      if own != nil, seen.count == count - 1,
        seen.allSatisfy({ ($0.presence == .up) == isUp[Int($0.address.dropFirst())!] })
      {
        #expect(margin.others == truth, "seed \(seed)")
        #expect(margin.mayGo == BruteForce.hasQuorum(truth, of: committee.totalStake))
      }
    }
  }
}
