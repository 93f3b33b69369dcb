import Health
import Synchronization

/// The results of probes, from their thread to the loop's.
final class ProbeResults: Sendable {
  enum Result: Sendable {
    case node(CheckID.Kind, role: String, ProbeSample)
    case peer(CheckID.Kind, url: String, ProbeSample)

    var id: CheckID {
      switch self {
      case .node(let kind, let role, _): CheckID(kind, role)
      case .peer(let kind, let url, _): CheckID(kind, url)
      }
    }

    var outcome: ProbeSample.Outcome {
      switch self {
      case .node(_, _, let sample), .peer(_, _, let sample): sample.outcome
      }
    }
  }

  private struct Box {
    var results: [Result] = []
    /// The checks whose state one more answer like the last can't change.
    var settled: [CheckID: CheckHistory.State] = [:]
    var isWatched = false
  }

  private let box = Mutex(Box())

  /// While somebody waits for results, each of them is worth a look.
  func watch(_ isWatched: Bool) { box.withLock { $0.isWatched = isWatched } }

  /// The checks as they are now.
  func settle(_ checks: [CheckID: CheckHistory], _ thresholds: CheckHistory.Thresholds) {
    let settled = checks.filter { $0.value.isSettled(thresholds) }.mapValues(\.state)
    box.withLock { $0.settled = settled }
  }

  /// True when it is worth a look at once: one more answer of a check that is settled can wait for the next
  /// look. On a quiet host these wake-ups would be most of what the agent costs.
  func add(_ result: Result) -> Bool {
    box.withLock { box in
      box.results.append(result)
      guard !box.isWatched else { return true }
      switch (box.settled[result.id], result.outcome) {
      case (.passing, .passed), (.absent, .absent): return false
      default: return true
      }
    }
  }

  /// All so far, the oldest first.
  func take() -> [Result] {
    box.withLock { box in
      defer { box.results = [] }
      return box.results
    }
  }
}
