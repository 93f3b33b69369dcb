import AgentCore
import ControlModel
import Health
import LinuxSystem
import Quorum

extension ChainHealthStatus {
  init(_ desk: ChainDesk, state: ChainState) {
    let chain = desk.eye.settings.chain
    let isWanted = state.desired == .running
    guard let seen = desk.seen, let verdict = seen.health else {
      self.init(
        chain: chain, isWanted: isWanted, state: .unknown, reason: "not looked at yet")
      return
    }
    let clock = CalendarOf(seen)
    self.init(
      chain: chain, isWanted: isWanted, state: verdict.state, reason: verdict.reason,
      hint: verdict.hint, since: clock.time(verdict.sinceBoottimeMs),
      action: Problems.action(state, seeing: seen, settings: desk.eye.settings),
      network: verdict.network, networkReason: verdict.networkReason,
      readiness: Readiness.judge(state, seeing: seen), clients: Clients(seen).words,
      checks: desk.health.health.checks.sorted { $0.key < $1.key }.map { id, check in
        CheckStatus(id, check, clock)
      })
  }
}

/// Makes times for people out of the boot's clock.
struct CalendarOf {
  private let offsetMs: Int

  init(_ seen: ChainObservation) { offsetMs = seen.nowUnixMs - seen.nowBoottimeMs }

  func time(_ boottimeMs: Int) -> Timestamp { Timestamp(unixMilliseconds: boottimeMs + offsetMs) }
}

extension CheckStatus {
  fileprivate init(_ id: CheckID, _ check: CheckHistory, _ clock: CalendarOf) {
    self.init(
      check: id.kind.rawValue, target: id.target, state: check.state.rawValue,
      since: check.sinceMs.map(clock.time), lastAt: check.last.map { clock.time($0.atMs) },
      latencyMilliseconds: check.last?.latencyMs, result: check.last.map(\.words) ?? "",
      failuresInRow: check.failuresInRow, isFlapping: check.isFlapping)
  }
}

extension ProbeSample {
  /// Its value, or what was wrong.
  fileprivate var words: String {
    if let words = outcome.words { return words }
    return switch value {
    case .some(.none), nil: "ok"
    case .count(let count): "\(count)"
    case .height(let height): "\(height)"
    case .block(let height, let hash): "\(height) \(hash.prefix(12))…"
    case .synced(let isSynced): isSynced ? "in sync" : "not in sync"
    case .metrics(let peers): peers.map { "\($0) validators" } ?? "ok"
    case .committee(let committee): "\(committee.members.count) validators"
    }
  }
}
