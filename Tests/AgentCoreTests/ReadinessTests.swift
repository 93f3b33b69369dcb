import AgentCore
import Basics
import Testing

@Suite struct ReadinessTests {
  private static let peer = "http://peer1:3030"

  private func ready(
    drained: Bool, peers: [String]?, health: HealthState = .healthy, drainedIsReady: Bool = true
  ) -> Readiness {
    var chain = Sample.state
    if drained { chain.drained = Drained(sinceUnixMs: Sample.now, reason: "", rebootOf: nil) }
    var now = Sample.serving()
    now.health = HealthVerdict(health, "as it is")
    if let peers {
      now.raise(.relay)
      now.relay?.peers = peers
    }
    return Readiness.judge(chain, seeing: now, drainedIsReady: drainedIsReady)
  }

  @Test func aDrainedChainIsReadyWhilePeersAnswerForIt() {
    #expect(ready(drained: true, peers: [Self.peer]).isReady == true)
    #expect(ready(drained: true, peers: [Self.peer], health: .down).isReady == true)
    let unserved = ready(drained: true, peers: [])
    #expect(unserved.isReady == false)
    #expect(unserved.reason == "drained, no peer answers")
  }

  @Test func aDrainedChainIsUnreadyWhereThatIsAskedFor() {
    #expect(ready(drained: true, peers: [Self.peer], drainedIsReady: false).isReady == false)
    #expect(ready(drained: true, peers: nil, drainedIsReady: false).isReady == false)
    #expect(ready(drained: false, peers: nil, drainedIsReady: false).isReady == true)
  }

  @Test func nothingIsReadyWhileClientsWait() {
    for health in HealthState.allCases {
      #expect(ready(drained: false, peers: [], health: health).isReady == false)
    }
  }

  @Test func elseTheNodeDecides() {
    for health in HealthState.allCases {
      #expect(ready(drained: false, peers: nil, health: health).isReady == health.isReady)
      #expect(ready(drained: false, peers: [Self.peer], health: health).isReady == health.isReady)
    }
  }
}
