import AgentCore
import ControlModel
import TestSupport
import Testing

@testable import AgentCommands

@Suite struct HealthTextTests {
  @Test func everythingThatIsKnownIsShown() throws {
    let text = HealthText.render(Sample.health, width: 100)
    try #expect(Golden.matches(text, "health.txt"))
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
