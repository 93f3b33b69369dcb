import Health
import Synchronization

/// The results of probes, from their thread to the loop's.
final class ProbeResults: Sendable {
  enum Result: Sendable {
    case node(CheckID.Kind, role: String, ProbeSample)
    case peer(CheckID.Kind, url: String, ProbeSample)
  }

  private let box = Mutex<[Result]>([])

  func add(_ result: Result) { box.withLock { $0.append(result) } }

  /// All so far, the oldest first.
  func take() -> [Result] {
    box.withLock { results in
      defer { results = [] }
      return results
    }
  }
}
