import AgentConfig
import SupervisorCore
import Testing

/// The supervisor is built alone and has its defaults itself; those of agent.toml are in
/// `ChainConfiguration`.
@Suite struct SupervisorDefaultsTests {
  @Test func aSupervisorWithoutOptionsDoesWhatAgentTomlSaysByDefault() {
    let options = Options()
    let start = NodeStart()
    #expect(options.stopGrace == start.stopGrace)
    #expect(options.startGrace == start.startGrace)
    #expect(options.backoff.first == start.backoffFirst)
    #expect(options.backoff.cap == start.backoffCap * 1_000)
    #expect(options.backoff.stable == start.stable * 1_000)
  }
}
