import Basics
import Testing

@testable import Health

/// A node that starts: rest is held, p2p and bft are its own.
@Suite struct StrayWatchTests {
  private struct Start {
    var it = Case()
    private(set) var verdict: HealthVerdict?

    init() {
      it.observation.startedMs = it.now
      it.observation.report?.state = .starting
      for role in ["rest", "p2p", "bft"] { it.observation.report?.ports[role] = NodePort(.waiting) }
      it.observation.listeners = [Case.listener(3030, owner: .held)]
      // It works: what it does is no question here.
      it.observation.work = .init(cpuMicroseconds: 0, ioBytes: 0, newLines: 0)
    }

    mutating func opens(_ ports: Int...) {
      for port in ports where port != 3030 { it.observation.listeners?.append(Case.listener(port)) }
      for (role, port) in ["rest": 3030, "p2p": 4130, "bft": 5000] where ports.contains(port) {
        it.observation.report?.ports[role] = NodePort(role == "rest" ? .held : .bound)
      }
    }

    /// Looks twice a second.
    mutating func pass(_ milliseconds: Int) {
      for _ in 0..<milliseconds / 500 {
        it.now += 500
        it.observation.work?.cpuMicroseconds += 400_000
        verdict = it.judge()
      }
    }

    mutating func becomesReady() {
      opens(3030, 4130, 5000)
      it.observation.report?.state = .ready
      it.observation.readyMs = it.now
      pass(1_000)
    }

    /// The same unit's next process.
    mutating func startsAgain() {
      let before = it
      self = Start()
      it.health = before.health
      it.now = before.now
      it.observation.startedMs = before.now
      it.observation.report?.nodePID = 101
    }

    var stray: StrayPorts? { it.health.strayPorts }
  }

  @Test func anotherPortThanDeclaredIsFoundInSeconds() {
    var start = Start()
    start.pass(90_000)
    start.opens(4_999, 5_000, 3_030)
    start.pass(4_000)
    #expect(start.stray == nil)
    start.pass(500)
    #expect(start.stray == StrayPorts(endpoints: ["0.0.0.0:4999"], missing: ["p2p": 4_130]))
    #expect(start.verdict?.state == .notListening)
    #expect(start.verdict?.reason == "the node listens at 0.0.0.0:4999 instead of port 4130 (p2p)")
    #expect(start.verdict?.hint?.contains("ports.p2p.port") == true)
    start.startsAgain()
    start.pass(500)
    #expect(start.stray == nil)
  }

  @Test func anotherPortThanAHeldOneIsFoundToo() {
    var start = Start()
    start.opens(4_130, 5_000, 3_999)
    start.pass(5_000)
    #expect(start.stray?.missing == ["rest": 3_030])
  }

  @Test func twoWrongPortsAreTold() {
    var start = Start()
    start.opens(3_030, 4_999)
    start.pass(5_000)
    #expect(start.stray == nil)
    start.opens(5_999)
    start.pass(5_000)
    #expect(
      start.stray?.words
        == "listens at 0.0.0.0:4999, 0.0.0.0:5999 instead of ports 5000 (bft), 4130 (p2p)")
  }

  @Test func aSlowStartIsNone() {
    var start = Start()
    // Metrics that nobody declared, and minutes of loading.
    start.opens(9_000)
    start.pass(120_000)
    start.opens(4_130)
    start.pass(30_000)
    start.opens(5_000)
    start.pass(30_000)
    #expect(start.stray == nil)
    #expect(start.verdict?.state == .starting)
    start.becomesReady()
    #expect(start.stray == nil)
  }

  @Test func aNodeThatOpensNothingElseIsLeftAlone() {
    var start = Start()
    start.opens(4_999)
    start.pass(60_000)
    #expect(start.stray == nil)
  }

  @Test func whatAReadyNodeHadBesideIsNoSign() {
    var start = Start()
    start.opens(9_000)
    start.becomesReady()
    start.startsAgain()
    start.opens(9_000, 5_000, 3_030)
    start.pass(60_000)
    #expect(start.stray == nil)
  }

  @Test func thePortsOfAnotherChainInTheSameProcessAreNoSign() {
    var start = Start()
    start.it.health.settings.othersPorts = [4_131, 5_001, 3_031]
    start.opens(4_131, 5_001, 3_031, 5_000, 3_030)
    start.pass(60_000)
    #expect(start.stray == nil)
  }

  @Test func aDeclaredPortThatComesLateTakesItBack() {
    var start = Start()
    start.opens(4_999, 5_000, 3_030)
    start.pass(3_500)
    start.opens(4_130)
    start.pass(10_000)
    #expect(start.stray == nil)
  }
}
