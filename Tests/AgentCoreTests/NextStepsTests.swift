import AgentCore
import Basics
import Testing

@Suite struct NextStepsTests {
  private typealias Chain = (chain: ChainName, state: ChainState, owner: Generation?)

  private func chain(enabled: Bool = false, owner: Generation? = nil) -> Chain {
    (chain: Sample.chain, state: ChainState(enabled: enabled), owner: owner)
  }

  @Test func afterInstallationEveryStepIsNamedInItsOrder() {
    let steps = NextSteps.derive([chain()], releases: [])
    let order = ["config apply", "import alpha", "release add", "chain enable alpha", "swap alpha"]
    #expect(steps.count == order.count)
    for (step, words) in zip(steps, order) { #expect(step.contains(words)) }
  }

  @Test func whatIsDoneIsNamedNoMore() {
    let steps = NextSteps.derive([chain(enabled: true)], releases: [Sample.old.release])
    #expect(steps == ["adnet-agent swap alpha 1.0.0"])
    #expect(NextSteps.derive([chain(owner: Sample.old)], releases: []) == [])
  }

  @Test func withoutAChainTheConfigurationComesFirst() {
    #expect(NextSteps.derive([], releases: []).count == 1)
  }
}
