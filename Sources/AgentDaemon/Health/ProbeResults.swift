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
    var last: [CheckID: ProbeSample.Outcome] = [:]
    var isWatched = false
  }

  private let box = Mutex(Box())

  /// While somebody waits for results, each of them is worth a look.
  func watch(_ isWatched: Bool) { box.withLock { $0.isWatched = isWatched } }

  /// True when it is worth a look at once: an answer that is as good as the one before can wait for the
  /// next look. On a quiet host these wake-ups would be most of what the agent costs.
  func add(_ result: Result) -> Bool {
    box.withLock { box in
      box.results.append(result)
      let last = box.last.updateValue(result.outcome, forKey: result.id)
      return box.isWatched || Self.isNews(result.outcome, after: last)
    }
  }

  static func isNews(_ now: ProbeSample.Outcome, after last: ProbeSample.Outcome?) -> Bool {
    switch (last, now) {
    case (.passed(.height(let before)), .passed(.height(let height))): height < before
    case (.passed, .passed), (.absent, .absent): false
    default: true
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
