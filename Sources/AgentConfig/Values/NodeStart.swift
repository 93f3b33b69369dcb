public import Basics

/// Everything a node is started with, but for its release: what the file `start` of a generation says.
///
/// It never changes once it is written, so that a way back, a restart after a crash and a boot start
/// what ran before, whatever the configuration says by then.
public struct NodeStart: Hashable, Sendable {
  public struct Chain: Hashable, Sendable {
    public let name: ChainName
    public let ports: [PortConfiguration]

    public init(name: ChainName, ports: [PortConfiguration]) {
      self.name = name
      // A node isn't told of its use for UDP: another one needs no other start.
      self.ports = ports.map { $0.with(udp: .off) }
    }
  }

  /// The chains of the node, with the ports of each.
  public var chains: [Chain] = []
  /// In seconds, milliseconds, seconds, seconds, seconds: as the supervisor's options of these names.
  public var stopGrace = ChainConfiguration.Timeouts().stopMilliseconds / 1_000
  public var backoffFirst = ChainConfiguration.Restart().backoffFirstMilliseconds
  public var backoffCap = ChainConfiguration.Restart().backoffCapMilliseconds / 1_000
  public var startGrace = ChainConfiguration.Timeouts().startGraceMilliseconds / 1_000
  public var stable = ChainConfiguration.Restart().stableMilliseconds / 1_000
  public var user = ""
  public var openFiles = ChainConfiguration.Limits().openFiles
  public var tasks = ChainConfiguration.Limits().tasks
  /// As systemd's MemoryHigh=; empty for none.
  public var memoryHigh = ""
  /// Each `NAME=VALUE`.
  public var environment: [String] = []
  /// The node's, with every placeholder filled in.
  public var arguments: [String] = []

  public init() {}

  public func ports(of chain: ChainName) -> [PortConfiguration] {
    chains.first { $0.name == chain }?.ports ?? []
  }
}

extension NodeStart {
  /// Where its node keeps a chain's ledger and safety record.
  public func storage(of chain: ChainName, paths: Paths = Paths()) -> NodeStorage {
    let first = chains.first?.name ?? chain
    let folder = paths.nodeHome(first)
    let home = environment.last { $0.hasPrefix("HOME=") }.map { String($0.dropFirst(5)) }
    return NodeStorage(
      arguments, home: home ?? folder, folder: folder, second: chain == first ? nil : chain)
  }
}

// MARK: As text

extension NodeStart {
  /// The limit of a supervisor's read, in bytes.
  public static let limit = 64 * 1_024

  /// The words of a supervisor's command line, one a line.
  public var text: String { words.map { $0 + "\n" }.joined() }

  private var words: [String] {
    var words = chains.flatMap { chain in
      ["--chain", chain.name.text] + chain.ports.flatMap { ["--port", Self.text($0)] }
    }
    words += times
    words += ["--user", user, "--open-files", "\(openFiles)", "--tasks", "\(tasks)"]
    if !memoryHigh.isEmpty { words += ["--memory-high", memoryHigh] }
    words += environment.flatMap { ["--environment", $0] }
    return words + ["--"] + arguments
  }

  /// The options of the times, as they stand in a command line, too.
  var times: [String] {
    [
      "--stop-grace", "\(stopGrace)", "--start-grace", "\(startGrace)",
      "--backoff-first", "\(backoffFirst)", "--backoff-cap", "\(backoffCap)",
      "--stable", "\(stable)",
    ]
  }

  static func text(_ port: PortConfiguration) -> String {
    "\(port.role),\(port.address),\(port.port)"
      + (port.isHeld ? ",held" : "") + (port.isReady ? ",ready" : "")
  }

  /// Nil when it isn't what `text` writes.
  public init?(text: String) {
    guard text.hasSuffix("\n") else { return nil }
    self.init(
      words: text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init))
  }

  /// From the options of a supervisor's command line, what it doesn't know left out; nil when one of
  /// those that it knows is wrong.
  init?(words: [String]) {
    var index = 0
    var early: [PortConfiguration] = []
    while index < words.count {
      if words[index] == "--" {
        arguments = Array(words[(index + 1)...])
        break
      }
      guard index + 1 < words.count else { return nil }
      let value = words[index + 1]
      switch words[index] {
      case "--chain":
        guard let name = ChainName(value) else { return nil }
        chains.append(Chain(name: name, ports: []))
      case "--port":
        guard let port = Self.port(value) else { return nil }
        guard let last = chains.popLast() else {
          early.append(port)
          break
        }
        chains.append(Chain(name: last.name, ports: last.ports + [port]))
      case "--stop-grace": guard take(value, &stopGrace) else { return nil }
      case "--start-grace": guard take(value, &startGrace) else { return nil }
      case "--backoff-first": guard take(value, &backoffFirst) else { return nil }
      case "--backoff-cap": guard take(value, &backoffCap) else { return nil }
      case "--stable": guard take(value, &stable) else { return nil }
      case "--open-files": guard take(value, &openFiles) else { return nil }
      case "--tasks": guard take(value, &tasks) else { return nil }
      case "--user": user = value
      case "--memory-high": memoryHigh = value
      case "--environment": environment.append(value)
      default: break
      }
      index += 2
    }
    guard let first = chains.first, early.isEmpty || chains.count == 1 else { return nil }
    if !early.isEmpty { chains[0] = Chain(name: first.name, ports: early + first.ports) }
  }

  private func take(_ text: String, _ number: inout Int) -> Bool {
    guard let value = Int(text), value >= 0 else { return false }
    number = value
    return true
  }

  private static func port(_ text: String) -> PortConfiguration? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 3, let number = Int(parts[2]), (1...65_535).contains(number),
      parts[3...].allSatisfy({ $0 == "held" || $0 == "ready" })
    else { return nil }
    return PortConfiguration(
      role: parts[0], address: parts[1], port: number, isHeld: parts[3...].contains("held"),
      isReady: parts[3...].contains("ready"))
  }
}
