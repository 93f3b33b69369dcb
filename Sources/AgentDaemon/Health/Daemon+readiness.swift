import AgentCore
import ControlModel

extension Daemon {
  /// The agent itself: it answers, so its loop goes round.
  func alive() -> ReadinessDocument {
    guard let problem = ownProblems.first else {
      return ReadinessDocument(isReady: true, reason: "the agent works")
    }
    return ReadinessDocument(isReady: false, reason: problem.text)
  }

  /// Whether clients should be sent to a chain's node; without a chain, to every one that is wanted.
  func readiness(_ chain: ChainName?, drainedIsReady: Bool) -> ControlReply {
    if let chain, desks[chain] == nil {
      return .failure(Failure("chain_unknown", "there is no chain \(chain)", exit: .usage))
    }
    let asked = chain.map { [$0] } ?? desks.keys.sorted().filter { state[$0].desired == .running }
    let judged = asked.map { chain in
      let seen = desks[chain]?.seen
      let readiness = seen.map {
        Readiness.judge(state[chain], seeing: $0, drainedIsReady: drainedIsReady)
      }
      return ReadinessDocument(
        isReady: readiness?.isReady == true, chain: chain, state: seen?.health?.state ?? .unknown,
        reason: readiness?.reason ?? "not looked at yet")
    }
    return .readiness(
      judged.first { !$0.isReady } ?? judged.first
        ?? ReadinessDocument(isReady: false, reason: "no chain is to run"))
  }
}
