import AgentCore
import Basics
import ControlModel
import TestSupport
import Testing

@testable import AgentCommands

@Suite struct HealthTextTests {
  @Test func everythingThatIsKnownIsShown() throws {
    let text = HealthText.render(Sample.health, width: 100)
    try #expect(Golden.matches(text, "health.txt"))
  }

  @Test func aHealthyNodeWhoseClientsGetNoAnswerIsNotWell() {
    var now = ChainObservation(nowUnixMs: 0, nowBoottimeMs: 0, bootID: "b")
    now.health = HealthVerdict(.healthy, "at height 7")
    now.relay = RelayReport(
      route: .relay, parked: 0, sinceUnixMilliseconds: 0,
      sockets: [.init(address: "0.0.0.0:3030", verified: true)])
    let state = ChainState(enabled: true, desired: .running)
    func status() -> ChainHealthStatus {
      ChainHealthStatus(
        chain: Sample.alpha, isWanted: true, state: .healthy, reason: "",
        readiness: Readiness.judge(state, seeing: now))
    }
    #expect(!status().isWell)
    now.relay?.peers = ["http://peer1:3030"]
    #expect(status().isWell)
  }

  @Test func onlyWhatIsHealthyOrNotWantedIsWell() {
    for state in HealthState.allCases {
      let wanted = ChainHealthStatus(chain: Sample.alpha, isWanted: true, state: state, reason: "")
      let other = ChainHealthStatus(chain: Sample.alpha, isWanted: false, state: state, reason: "")
      #expect(wanted.isWell == (state == .healthy))
      #expect(other.isWell == (state == .healthy || state == .stopped))
    }
  }
}
