import Basics
import ControlAPI
import ControlModel
import LinuxSystem

/// Shows an operation on the standard error until it ends. Ctrl-C ends only the showing.
struct Follower {
  private let client: ControlClient
  private var progress = Progress()
  private let isTerminal = Terminal.words.isTerminal
  private var current = ""
  /// How long the agent may be away, as when it is upgraded meanwhile.
  private static let patience: Int64 = 60_000

  init(_ client: ControlClient) { self.client = client }

  /// The operation's end; nil after Ctrl-C.
  mutating func follow(_ first: OperationDocument) throws(Failure) -> OperationDocument? {
    let signals = try SignalFD.termination()
    var operation = first
    var lostUntil: Deadline?
    Terminal.words.write("\(operation.chain): \(OperationText.title(operation.summary))\n")
    if let who = operation.acceptedHalt {
      Terminal.words.write("  chain may halt: accepted by \(who)\n")
    }
    if let who = operation.acceptedHeight {
      Terminal.words.write("  \(OperationText.lowerHeight): accepted by \(who)\n")
    }
    while true {
      show(operation)
      if operation.outcome != .running { return operation }
      do throws(Failure) {
        // On a terminal the elapsed time is to move.
        let next = try client.operation(
          operation.id, after: operation.seq, waitSeconds: isTerminal ? 1 : 25, unless: signals)
        guard let next else {
          leave(operation)
          return nil
        }
        operation = next
        lostUntil = nil
      } catch {
        guard error.exit == .unreachable else { throw error }
        if lostUntil == nil { tell(["  the agent is unreachable; waiting for it"]) }
        let until = lostUntil ?? Deadline(milliseconds: Self.patience)
        if until.isOver { throw error }
        lostUntil = until
        Clock.sleep(milliseconds: 500)
        if signals.next() != nil {
          leave(operation)
          return nil
        }
      }
    }
  }

  private mutating func show(_ operation: OperationDocument) {
    tell(progress.news(operation, log: !isTerminal))
    guard isTerminal else { return }
    let now = Timestamp(unixMilliseconds: Clock.unixMilliseconds())
    let line = Progress.current(operation, now: now) ?? ""
    let width = Terminal.words.width ?? 80
    if line != current { Terminal.words.write("\r\u{1b}[K" + line.prefix(width - 1)) }
    current = line
  }

  /// Whole lines, above the one that is rewritten.
  private mutating func tell(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    if !current.isEmpty { Terminal.words.write("\r\u{1b}[K") }
    current = ""
    Terminal.words.write(lines.joined(separator: "\n") + "\n")
  }

  private mutating func leave(_ operation: OperationDocument) {
    tell([
      "still running in the background; follow it with adnet-agent operation show \(operation.id) --follow"
    ])
  }
}
