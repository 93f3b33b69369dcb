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
  func readiness(_ chain: ChainName?) -> ControlReply {
    if let chain, desks[chain] == nil {
      return .failure(Failure("chain_unknown", "there is no chain \(chain)", exit: .usage))
    }
    let asked = chain.map { [$0] } ?? desks.keys.sorted().filter { state[$0].desired == .running }
    guard let first = asked.first(where: { !isReady($0) }) ?? asked.first else {
      return .readiness(ReadinessDocument(isReady: false, reason: "no chain is to run"))
    }
    let health = desks[first]?.seen?.health
    return .readiness(
      ReadinessDocument(
        isReady: isReady(first), chain: first, state: health?.state ?? .unknown,
        reason: health?.reason ?? "it wasn't looked at yet"))
  }

  private func isReady(_ chain: ChainName) -> Bool {
    desks[chain]?.seen?.health?.state.isReady == true
  }
}
