import Basics
import ControlModel

/// The output of `adnet-agent health`.
struct HealthText {
  private let document: HealthDocument
  private let width: Int
  private let paint: Paint

  static func render(_ document: HealthDocument, width: Int, colours: Bool = false) -> String {
    let text = HealthText(document: document, width: width, paint: Paint(colours: colours))
    return document.chains.map { text.lines($0).joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  private func lines(_ chain: ChainHealthStatus) -> [String] {
    let word = chain.state.words
    let name = chain.chain.text
    let head = "\(name)  \(word)  "
    var lines = Wrap.lines(
      chain.reason + (chain.since.map { ", for \(age($0))" } ?? ""), lead: head, width: width)
    let rest = lines[0].dropFirst(name.count + 2 + word.count)
    lines[0] = "\(name)  " + paint(word, chain.state.tone) + rest
    lines.append(
      "  started \(yes(chain.isStarted)), live \(yes(chain.isLive)), ready \(yes(chain.isReady))")
    if let clients = chain.clients { lines.append("  clients: \(clients)") }
    if let action = chain.action { lines += Wrap.lines(action, lead: "  action: ", width: width) }
    if let hint = chain.hint { lines.append("  hint: \(hint)") }
    for problem in chain.problems ?? [] {
      lines += Wrap.lines(problem.text, lead: "  problem: ", width: width)
      if let hint = problem.hint { lines.append("    hint: \(hint)") }
    }
    if !chain.networkReason.isEmpty { lines.append("  network: \(chain.networkReason)") }
    return lines + (chain.checks.isEmpty ? [] : checks(chain).lines(paint).map { "  \($0)" })
  }

  private func checks(_ chain: ChainHealthStatus) -> Table {
    var table = Table("CHECK", "OF", "STATE", "SINCE", "LAST", "LATENCY", "RESULT")
    for check in chain.checks {
      let flaps = check.isFlapping ? ", flapping" : ""
      table.add(
        .init(check.check), .init(check.target), .init(check.state + flaps, tone(check.state)),
        .init(check.since.map(age) ?? "-"), .init(check.lastAt.map { "\(age($0)) ago" } ?? "-"),
        .init(check.latencyMilliseconds.map { "\($0) ms" } ?? "-"), .init(check.result))
    }
    return table
  }

  private func tone(_ state: String) -> Tone {
    switch state {
    case "passing": .good
    case "failing": .bad
    case "limited": .waiting
    default: .dim
    }
  }

  private func yes(_ answer: Bool?) -> String { answer.map { $0 ? "yes" : "no" } ?? "-" }

  private func age(_ moment: Timestamp) -> String {
    Durations.rough(
      milliseconds: document.observedAt.unixMilliseconds - moment.unixMilliseconds)
  }
}

extension HealthState {
  var words: String {
    switch self {
    case .networkStalled: "network stalled"
    case .needsUpgrade: "needs upgrade"
    case .crashLoop: "crash loop"
    case .notListening: "not listening"
    case .unknown, .stopped, .down, .starting, .healthy, .degraded, .syncing, .limited, .faulty,
      .hung, .stalled, .forked:
      rawValue
    }
  }

  var tone: Tone {
    switch self {
    case .healthy: .good
    case .unknown, .stopped: .dim
    case .starting, .degraded, .syncing, .limited: .waiting
    case .down, .faulty, .hung, .stalled, .networkStalled, .forked, .needsUpgrade, .crashLoop,
      .notListening:
      .bad
    }
  }
}
