import AgentCore
import Basics
import ControlModel

/// The answers to load balancers.
struct ReadinessResponder {
  let loop: HostLoop
  let agentProblems: AgentProblems

  /// The agent itself: it answers, so its loop goes round.
  func alive() -> ReadinessDocument {
    guard let problem = agentProblems.found.first else {
      return ReadinessDocument(isReady: true, reason: "the agent is working")
    }
    return ReadinessDocument(isReady: false, reason: problem.text)
  }

  /// Whether clients should be sent to a chain's node; without a chain, to every one that is wanted.
  func readiness(_ chain: ChainName?, drainedIsReady: Bool) throws(Failure) -> ControlReply {
    if let chain { _ = try loop.world.registry.require(chain) }
    let asked =
      chain.map { [$0] } ?? loop.world.chains.filter { loop.state[$0].desired == .running }
    let judged = asked.map { chain in
      let seen = loop.memories[chain]?.seen
      let readiness = seen.map {
        Readiness.judge(loop.state[chain], seeing: $0, drainedIsReady: drainedIsReady)
      }
      return ReadinessDocument(
        isReady: readiness?.isReady == true, chain: chain, state: seen?.health?.state ?? .unknown,
        reason: readiness?.reason ?? "not checked yet")
    }
    return .readiness(
      judged.first { !$0.isReady } ?? judged.first
        ?? ReadinessDocument(isReady: false, reason: "no chain should run"))
  }
}
