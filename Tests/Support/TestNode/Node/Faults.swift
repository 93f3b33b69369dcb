import Glibc

/// What the node does wrong from now on, by the words in a file that a test writes and removes while
/// the node runs. Without a file it does nothing wrong.
final class Faults {
  enum Answer: String, CaseIterable {
    case garbage, string, fraction, enormous, huge, slow, headers, limited
    case limitedAsSuccess = "limited-200"
    case error, close, silent, redirect, flap, backwards, swing
  }

  enum WebSocket: String, CaseIterable {
    case mute, refuse, wrong, flood
  }

  static let names =
    "answer=" + Answer.allCases.map(\.rawValue).joined(separator: "|") + " ws="
    + WebSocket.allCases.map(\.rawValue).joined(separator: "|")
    + " chain=stall[:PID]|fork p2p=close start=HOW, of --misbehave"

  private let path: String?
  private var text = ""
  private var readAt: Int64 = .min / 2

  init(_ path: String?) { self.path = path }

  var answer: Answer? { value("answer").flatMap(Answer.init) }
  var webSocket: WebSocket? { value("ws").flatMap(WebSocket.init) }
  var start: Misbehaviour? { value("start").flatMap(Misbehaviour.init) }
  var closesP2P: Bool { value("p2p") == "close" }
  var isForked: Bool { value("chain") == "fork" }

  /// `stall`, or `stall:PID` for one process and not the one after it.
  var isStalled: Bool {
    let value = value("chain")
    return value == "stall" || value == "stall:\(getpid())"
  }

  private func value(_ name: String) -> String? {
    guard let path else { return nil }
    if Clock.now() - readAt > 50_000_000 {
      text = TextFile.read(path) ?? ""
      readAt = Clock.now()
    }
    for word in text.split(whereSeparator: \.isWhitespace) where word.hasPrefix("\(name)=") {
      return String(word.dropFirst(name.count + 1))
    }
    return nil
  }
}
