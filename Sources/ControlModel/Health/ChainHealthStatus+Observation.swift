public import AgentCore
import Basics

extension ChainHealthStatus {
  /// The status without the checks, from one look; `seen` is nil before the first.
  public init(
    _ settings: ChainSettings, _ state: ChainState, seen: ChainObservation?,
    checks: [CheckStatus] = []
  ) {
    let isWanted = state.desired == .running
    guard let seen, let verdict = seen.health else {
      self.init(
        chain: settings.chain, isWanted: isWanted, state: .unknown, reason: "not looked at yet")
      return
    }
    // What its state says already isn't said again.
    let told = [.health(verdict.state)] + (verdict.state == .down ? [ProblemKind.nodeDown] : [])
    self.init(
      chain: settings.chain, isWanted: isWanted, state: verdict.state, reason: verdict.reason,
      hint: verdict.hint,
      since: Timestamp(
        unixMilliseconds: verdict.sinceBoottimeMs + seen.nowUnixMs - seen.nowBoottimeMs),
      action: Problems.action(state, seeing: seen, settings: settings), network: verdict.network,
      networkReason: verdict.networkReason, readiness: Readiness.judge(state, seeing: seen),
      clients: ClientRoute(seen).words,
      problems: Problems.derive(state, seeing: seen, settings: settings).filter {
        $0.severity == .critical && !told.contains($0.kind)
      }, checks: checks)
  }
}
