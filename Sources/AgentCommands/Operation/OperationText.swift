import AgentCore
import Basics
import ControlModel

/// An operation in words.
enum OperationText {
  /// `swap alphaos/1.3.0-… -> alphaos/1.4.0-…`
  static func title(_ operation: OperationSummary) -> String {
    switch (operation.from, operation.to) {
    case (let from?, let to?) where from != to: "\(operation.kind.rawValue) \(from) -> \(to)"
    case (_, let release?), (let release?, nil): "\(operation.kind.rawValue) \(release)"
    case (nil, nil): operation.kind.rawValue
    }
  }

  static func outcome(_ outcome: OperationOutcome) -> String {
    switch outcome {
    case .running: "running"
    case .done: "done"
    case .failed: "failed"
    case .rolledBack: "rolled back"
    case .superseded: "superseded"
    }
  }

  /// All of it, as `operation show` prints it.
  static func render(_ operation: OperationDocument, now: Timestamp, paint: Paint) -> String {
    var lines = ["\(operation.chain): \(title(operation.summary))"]
    lines += operation.steps.map { step in
      let time = step.ms.map { Durations.exact(milliseconds: Int64($0)) } ?? ""
      let way = step.direction == .back ? "back: " : ""
      return "  " + (way + step.title).padded(to: 20) + "  "
        + paint(step.state.rawValue.padded(to: 7), tone(step.state)) + "  "
        + (step.waitingFor.map { "waiting for \($0)" } ?? time)
    }.map { $0.trimmingEnd }
    if let adoption = operation.adoption { lines.append("  " + words(adoption)) }
    if let who = operation.acceptedHalt {
      lines.append("  chain may halt: accepted by \(who)")
    }
    if let who = operation.acceptedHeight {
      lines.append("  \(lowerHeight): accepted by \(who)")
    }
    return (lines + [summary(operation, now: now, paint: paint)]).joined(separator: "\n") + "\n"
  }

  static let lowerHeight = "a lower height or no safety record"

  /// The fate of the node's connections.
  static func words(_ adoption: AdoptionReport) -> String {
    let left = adoption.left.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { "\($0.value) left with the node (\($0.key.rawValue.replacing("_", with: " ")))" }
    let numbers =
      ["\(adoption.adopted) of \(adoption.seen) taken over"]
      + (adoption.reachable > 0 ? ["\(adoption.reachable) of them still open in the node"] : [])
      + (adoption.ended > 0 ? ["\(adoption.ended) ended"] : []) + left
      + (adoption.cut > 0 ? ["\(adoption.cut) cut"] : [])
    return "connections: " + numbers.joined(separator: ", ")
      + (adoption.trouble.map { "; \($0)" } ?? "")
  }

  /// How it stands, and what to do when it failed.
  static func summary(_ operation: OperationDocument, now: Timestamp, paint: Paint) -> String {
    let took = (operation.endedAt ?? now).unixMilliseconds - operation.startedAt.unixMilliseconds
    let time = Durations.exact(milliseconds: took)
    let parked = parked(operation)
    let id = "operation \(operation.id)"
    switch operation.outcome {
    case .running: return "running for \(time) (\(id))"
    case .done: return paint("done", .good) + " in \(time)\(parked) (\(id))"
    case .failed, .rolledBack, .superseded:
      var lines = [paint(outcome(operation.outcome), .bad) + " in \(time)\(parked) (\(id))"]
      if let failure = operation.failure { lines.append("reason: \(failure.text)") }
      if let from = operation.from, operation.outcome == .rolledBack || servesAgain(operation) {
        lines.append("in service again: \(from)")
      }
      lines.append("logs: journalctl -u adnet-agent --since @\(operation.startedAt.seconds)")
      if let hint = operation.failure?.hint { lines.append("hint: \(hint)") }
      return lines.joined(separator: "\n")
    }
  }

  /// A start that failed, and whose way back came to a node that answers.
  private static func servesAgain(_ operation: OperationDocument) -> Bool {
    operation.outcome == .failed
      && operation.steps.contains {
        $0.name == Phase.answer.rawValue && $0.direction == .back && $0.state == .done
      }
  }

  /// The words about what clients saw while they were kept from the node.
  private static func parked(_ operation: OperationDocument) -> String {
    guard let parked = operation.parkedMs else { return "" }
    let time = Durations.exact(milliseconds: Int64(parked))
    guard let counts = operation.relayed, counts.byPeers > 0 else {
      return "; clients waited \(time)"
    }
    let unserved = counts.unavailable > 0 ? " and \(counts.unavailable) answered 503" : ""
    return "; clients went through the relay for \(time), \(counts.byPeers) requests answered by "
      + "peers\(unserved)"
  }

  private static func tone(_ state: OperationStep.State) -> Tone {
    switch state {
    case .pending: .dim
    case .running: .waiting
    case .done: .good
    case .failed: .bad
    }
  }
}

extension Timestamp {
  fileprivate var seconds: Int64 { unixMilliseconds / 1_000 }
}

extension String {
  var trimmingEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
