import Basics
import ControlModel

/// The screen of `adnet-agent status`: chains, ports, what else is to say, and problems last.
struct StatusText {
  let document: StatusDocument
  let width: Int
  let now: Timestamp
  let paint: Paint

  static func render(
    _ document: StatusDocument, width: Int, now: Timestamp, colours: Bool = false
  ) -> String {
    let text = StatusText(
      document: document, width: width, now: now, paint: Paint(colours: colours))
    let sections = [
      text.headline, text.chains, text.ports, text.remarks, text.vitals, text.problems, text.next,
    ]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  private var headline: [String] {
    let agent = document.agent
    var words: String
    switch agent.state {
    case .down: words = paint("the agent is not running", .bad)
    case .starting, .running, .stopping:
      words = "agent \(agent.version) \(agent.state.rawValue)"
      if let since = agent.since { words += " for \(age(since))" }
    }
    return ["\(document.host): \(words)"]
  }

  private var chains: [String] {
    guard !document.chains.isEmpty else { return ["no chain is configured"] }
    let full = table(shortReleases: false)
    return (full.width <= width ? full : table(shortReleases: true)).lines(paint)
  }

  private func table(shortReleases: Bool) -> Table {
    var table = Table("CHAIN", "STATE", "UNIT", "RELEASE", "UP", "HEIGHT", "MEMORY")
    for chain in document.chains {
      let text = ChainStatusText(chain, now: now)
      let (state, tone) = text.state
      table.add(
        .init(chain.chain.text), .init(state, tone), .init(text.unit),
        .init(chain.release.map { release($0, short: shortReleases) } ?? "-"),
        .init(chain.upSince.map(age) ?? "-"), text.height,
        .init(chain.memoryBytes.map(Sizes.text) ?? "-"))
    }
    return table
  }

  private func release(_ release: ReleaseID, short: Bool) -> String {
    short ? "\(release.program)/\(release.version)" : release.description
  }

  private var ports: [String] {
    var table = Table("CHAIN", "PORT", "ADDRESS", "STATE", "OWNER")
    for chain in document.chains {
      for port in chain.ports {
        table.add(
          .init(chain.chain.text), .init(port.role),
          .init(Endpoint.text(port.address, port.port)), withUDP(port),
          .init(port.owner.map(owner) ?? "-"))
      }
    }
    return document.chains.allSatisfy(\.ports.isEmpty) ? [] : table.lines(paint)
  }

  private func owner(_ owner: PortOwner) -> String {
    owner.pid.map { "\(owner.name) \($0)" } ?? owner.name
  }

  private func withUDP(_ port: PortStatus) -> Table.Cell {
    let tcp = state(port)
    switch port.udp {
    case .bound: return .init("\(tcp.text), UDP", tcp.tone)
    case .foreign: return .init("\(tcp.text), UDP taken", .bad)
    case .held, .waiting, .elsewhere, .missing, .closed, nil: return tcp
    }
  }

  private func state(_ port: PortStatus) -> Table.Cell {
    switch port.state {
    case .held, .bound: return .init(port.state.rawValue, .good)
    case .waiting: return .init(port.state.rawValue, .waiting)
    case .closed: return .init(port.state.rawValue, .dim)
    case .missing: return .init(port.state.rawValue, .bad)
    case .foreign: return .init("taken by another process", .bad)
    case .elsewhere: return .init(port.actual.map { "wrong port: \($0)" } ?? "wrong port", .bad)
    }
  }

  private var remarks: [String] {
    let remarks = document.chains.flatMap { chain in
      ChainStatusText(chain, now: now).remarks.map { (chain.chain.text, $0.about, $0.text) }
    }
    let chain = remarks.map(\.0.count).max() ?? 0
    let about = remarks.map(\.1.count).max() ?? 0
    return remarks.flatMap { remark in
      Wrap.lines(
        remark.2, lead: remark.0.padded(to: chain) + "  " + remark.1.padded(to: about) + "  ",
        width: width)
    }
  }

  private var vitals: [String] {
    guard let vitals = document.vitals else { return [] }
    let lines = VitalsText(vitals).lines
    let about = lines.map(\.about.count).max() ?? 0
    return lines.flatMap {
      Wrap.lines($0.text, lead: "host  " + $0.about.padded(to: about) + "  ", width: width)
    }
  }

  private var problems: [String] {
    guard !document.problems.isEmpty else {
      return document.next == nil ? [paint("no problems", .dim)] : []
    }
    return [paint("PROBLEMS", .dim)]
      + document.problems.flatMap { problem in
        let word = problem.severity.rawValue.padded(to: 8)
        let tone: Tone =
          switch problem.severity {
          case .critical: .bad
          case .warning: .waiting
          case .notice: .plain
          }
        var lines = Wrap.lines(
          (problem.chain.map { "\($0): " } ?? "") + problem.text, lead: word + "  ", width: width)
        lines[0] = paint(word, tone) + lines[0].dropFirst(word.count)
        // A command must stay on one line, so that it can be copied.
        return lines + (problem.hint.map { ["          hint: \($0)"] } ?? [])
      }
  }

  /// Commands stay on one line, so that they can be copied.
  private var next: [String] { (document.next ?? []).map { "next: \($0)" } }

  private func age(_ moment: Timestamp) -> String {
    Durations.rough(milliseconds: now.unixMilliseconds - moment.unixMilliseconds)
  }
}

extension String {
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
