import AgentCore
import ControlModel
import Health
import LinuxSystem
import Quorum

extension ChainHealthStatus {
  init(_ managed: ManagedChain, seen: ChainObservation?, state: ChainState) {
    let checks = seen.map(CalendarOf.init).map { clock in
      managed.monitor.health.checks.sorted { $0.key < $1.key }.map { CheckStatus($0, $1, clock) }
    }
    self.init(managed.reader.settings, state, seen: seen, checks: checks ?? [])
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
  /// The value, or what was wrong.
  fileprivate var words: String {
    if let words = outcome.words { return words }
    return switch value {
    case .some(.none), nil: "ok"
    case .count(let count): "\(count)"
    case .height(let height): "\(height)"
    case .block(let height, let hash): "\(height) \(hash.prefix(12))…"
    case .synced(let isSynced): isSynced ? "in sync" : "not in sync"
    case .metrics(let peers, _): peers.map { "\($0) validators" } ?? "ok"
    case .committee(let committee): "\(committee.members.count) validators"
    }
  }
}
