import AgentCore
import Basics
import ControlAPI
import ControlModel
import Synchronization

/// A daemon that answers what the test says, on the caller's thread, and remembers the questions.
final class ScriptedService: ControlService {
  private let script: @Sendable (ControlRequest) -> ControlReply?
  private let asked = Mutex<[ControlRequest]>([])

  /// Nil never answers.
  init(_ script: @escaping @Sendable (ControlRequest) -> ControlReply?) { self.script = script }

  var requests: [ControlRequest] { asked.withLock { $0 } }

  func handle(
    _ request: ControlRequest, from caller: Caller,
    reply: @escaping @Sendable (ControlReply) -> Void
  ) {
    asked.withLock { $0.append(request) }
    if let answer = script(request) { reply(answer) }
  }
}

enum Sample {
  static let alpha = ChainName("alpha")!
  static let status = StatusDocument(
    agent: AgentStatus(
      version: "1.0.0", pid: 7, since: Timestamp(unixMilliseconds: 0), state: .running),
    host: "h1", observedAt: Timestamp(unixMilliseconds: 1_700_000_000_123), chains: [],
    problems: [])

  static func operation(seq: Int, outcome: OperationOutcome = .running) -> OperationDocument {
    OperationDocument(
      id: "op1", seq: seq, kind: .swap, chain: alpha, steps: [], outcome: outcome,
      startedAt: Timestamp(unixMilliseconds: 1_000))
  }
}
