import AgentCore
import Basics

/// Whether a run ended as an operator would have chosen.
public enum Verdict {
  /// Faults may turn a swap back, but never into something that nobody asked for.
  public static func isGood(_ run: RunRecord, _ scenario: Scenario, _ plain: RunRecord) -> Bool {
    guard run.violations.isEmpty, run.refusal == nil else { return false }
    switch run.outcome {
    case plain.outcome, .rolledBack, .failed: return true
    // An order that was lost with the power, and given again once boot had started what served before.
    case .done where scenario.applied?.isBad == true: return run.current.generation?.number == 4
    case .done, .superseded, nil: return false
    }
  }

  public static func isGood(_ run: RunRecord, _ weather: Weather) -> Bool {
    guard run.violations.isEmpty, run.refusal == nil else { return false }
    switch run.outcome {
    case .done:
      // A release that doesn't work must never be taken for one that does.
      guard weather.isReleaseGood || run.state.lastOperation?.isExchange != true else {
        return false
      }
      return true
    case .rolledBack, .failed: return run.state.lastOperation?.failure != nil
    case .superseded, nil: return false
    }
  }
}

extension Operation {
  fileprivate var isExchange: Bool {
    switch kind {
    case .install, .swap, .rollback: true
    case .restart, .start, .stop, .enable, .disable, .drain, .undrain: false
    }
  }
}

extension RunRecord {
  /// Everything a person needs to see what happened.
  public var story: String {
    let end = violations.isEmpty ? [] : ["violated: \(violations.joined(separator: "; "))"]
    return (transcript + ["", summary] + end).joined(separator: "\n") + "\n"
  }

  private var byPeers: String {
    clients.answeredByPeers == 0 ? "" : "answered by peers \(clients.answeredByPeers), "
  }

  private var summary: String {
    """
    outcome: \(outcome?.rawValue ?? refusal?.text ?? "none")
    current: \(current.generation.map { "generation \($0.number), \($0.release)" } ?? "none")
    clients: refused \(clients.refused), cut off by a stop \(clients.lostToStop), \
    cut off by a crash \(clients.lostToCrash), \(byPeers)answered 503 \(clients.answered503), \
    longest wait \(clients.longestWait) ms
    """
  }
}
