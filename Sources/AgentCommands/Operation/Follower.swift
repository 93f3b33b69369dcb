import Basics
import ControlAPI
import ControlModel
import LinuxSystem

/// Shows an operation, and those that go in step with it, on the standard error until they end. Ctrl-C
/// ends only the showing.
struct Follower {
  private let client: ControlClient
  private var progress = Progress()
  private let isTerminal = Terminal.words.isTerminal
  private var current = ""
  /// How long the agent may be away, as when it is upgraded meanwhile.
  private static let patience: Int64 = 60_000

  init(_ client: ControlClient) { self.client = client }

  /// The operation at its end, and then the others of its group; nil after Ctrl-C.
  mutating func follow(_ first: OperationDocument) throws(Failure) -> [OperationDocument]? {
    let signals = try SignalFD.termination()
    guard let last = try end(of: first, unless: signals) else { return nil }
    var all = [last]
    for id in last.companions {
      guard let one = try next(id, after: 0, unless: signals),
        let last = try end(of: one, unless: signals)
      else { return nil }
      all.append(last)
    }
    return all
  }

  private mutating func end(
    of first: OperationDocument, unless signals: borrowing SignalFD
  ) throws(Failure) -> OperationDocument? {
    var operation = first
    progress = Progress()
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
      guard let next = try next(operation.id, after: operation.seq, unless: signals) else {
        return nil
      }
      operation = next
    }
  }

  /// As soon as it differs, or after a while; nil after Ctrl-C.
  private mutating func next(
    _ id: String, after seq: Int, unless signals: borrowing SignalFD
  ) throws(Failure) -> OperationDocument? {
    var lostUntil: Deadline?
    while true {
      do throws(Failure) {
        // On a terminal the elapsed time is to move.
        let next = try client.operation(
          id, after: seq, waitSeconds: isTerminal ? 1 : 25, unless: signals)
        if next == nil { leave(id) }
        return next
      } catch {
        guard error.exit == .unreachable else { throw error }
        if lostUntil == nil { tell(["  the agent is unreachable; waiting for it"]) }
        let until = lostUntil ?? Deadline(milliseconds: Self.patience)
        if until.isOver { throw error }
        lostUntil = until
        Clock.sleep(milliseconds: 500)
        if signals.next() != nil {
          leave(id)
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

  private mutating func leave(_ id: String) {
    tell([
      "still running in the background; follow it with adnet-agent operation show \(id) --follow"
    ])
  }
}

extension [OperationDocument] {
  /// The one that all are judged by: the first that didn't succeed.
  var verdict: OperationDocument { first { $0.outcome != .done } ?? self[0] }

  /// How each ended, with its chain's name if there are several.
  func summary(now: Timestamp, paint: Paint) -> String {
    map {
      (count > 1 ? "\($0.chain): " : "") + OperationText.summary($0, now: now, paint: paint) + "\n"
    }.joined()
  }
}
