import AgentCore
import ControlModel

/// Makes lines of an operation's changes, each told once.
struct Progress {
  private var told = 0
  /// Of the step with this number.
  private var waited: (step: Int, text: String)?

  /// Lines for the steps that have ended since, and on a log also for what a step waits for.
  mutating func news(_ operation: OperationDocument, log: Bool) -> [String] {
    let begun = operation.steps.filter { $0.state != .pending }
    let ended = begun.filter { $0.state != .running }
    var lines = ended.dropFirst(told).map { step in
      let time = step.ms.map { Durations.exact(milliseconds: Int64($0)) } ?? ""
      return "  \(Self.name(step).padded(to: 20))  \(step.state.rawValue)  \(time)".trimmingEnd
    }
    told = max(told, ended.count)
    if log, let step = begun.last, step.state == .running, let wait = step.waitingFor,
      waited?.step != begun.count || waited?.text != wait
    {
      waited = (begun.count, wait)
      lines.append("  \(Self.name(step).padded(to: 20))  waiting for \(wait)")
    }
    return lines
  }

  /// For a terminal, where it is rewritten in place.
  static func current(_ operation: OperationDocument, now: Timestamp) -> String? {
    guard let step = operation.steps.last(where: { $0.state == .running }) else { return nil }
    let since = step.startedAt ?? operation.startedAt
    let time = Durations.rough(milliseconds: now.unixMilliseconds - since.unixMilliseconds)
    let wait = step.waitingFor.map { "  waiting for \($0)" } ?? ""
    return "  \(name(step).padded(to: 20))  \(time)\(wait)"
  }

  private static func name(_ step: OperationStep) -> String {
    step.direction == .back ? "back: \(step.title)" : step.title
  }
}
