/// The options of the supervisor, from the unit's command line or the `start` file of the chains'
/// generation.
public struct Options: Equatable, Sendable {
  /// The unit we run in, such as `alphaos.service`.
  public var unit: Text = ""
  /// The chains that the node runs, in the order of the command line: none twice, and at least one.
  public var chains: [Text] = []
  /// The file to run inside the release's folder.
  public var program: Text = ""
  public var ports: [DeclaredPort] = []
  /// Seconds from the node's SIGTERM to its SIGKILL.
  public var stopGrace: Int64 = 120
  /// Seconds after which a declared port that isn't bound is reported as missing.
  public var startGrace: Int64 = 600
  public var backoff = Backoff()
  /// The prefix of every path: a test seam.
  public var root: Text = ""
  /// `NAME=VALUE` each, in place of what the supervisor's own environment has for the name; the last
  /// of a name counts.
  public var environment: [Text] = []
  /// Arguments for the node.
  public var node: [Text] = []

  public init() {}

  /// Reads `--unit … --chain … --port ROLE,ADDRESS,PORT[,held][,ready] … -- NODE-ARGUMENTS`.
  ///
  /// A port is one of the chain before it; with one chain it may stand before that as well.
  /// `address` parses a bare IP address. The error is a sentence for the operator.
  public static func parse(
    _ words: [Text], address: (Text) -> Address?
  ) -> Result<Options, Invalid> {
    var options = Options()
    let invalid =
      options.read(words, address: address) ?? refuse(options.unit, "--unit")
      ?? refuse(options.chains.first ?? "", "--chain") ?? refuse(options.program, "--program")
    if let invalid { return .failure(invalid) }
    for chain in options.chains {
      guard isName(chain) else { return .failure(Invalid("not a name: --chain")) }
    }
    return .success(options)
  }

  private static func refuse(_ text: Text, _ option: StaticString) -> Invalid? {
    if text.isEmpty { return Invalid("missing option \(option)") }
    return isName(text) ? nil : Invalid("not a name: \(option)")
  }

  /// The same node as the chains' generation has it: all but unit, program, root and the list of chains
  /// is what the generation's file `start` says, nothing is what this command line says.
  ///
  /// - Parameter start: the file's content: an option, a value or an argument of the node a line. A file
  ///   that was cut off, or is another node's, is no command line at all.
  public func replaced(
    by start: Text, address: (Text) -> Address?
  ) -> Result<Options, Invalid> {
    var words = start.split(0x0a)
    guard words.popLast() == "" else { return .failure(Invalid("the last line is incomplete")) }
    guard words.contains("--") else {
      return .failure(Invalid("no line -- before the node's arguments"))
    }
    guard !start.bytes.contains(0) else { return .failure(Invalid("contains a zero byte")) }
    var options = Options()
    if let invalid = options.read(words, address: address) { return .failure(invalid) }
    guard options.unit.isEmpty, options.program.isEmpty, options.root.isEmpty else {
      return .failure(Invalid("--unit, --program and --root are for the unit only"))
    }
    guard options.chains == chains else {
      return .failure(Invalid("names other chains than the unit"))
    }
    options.unit = unit
    options.program = program
    options.root = root
    return .success(options)
  }

  private mutating func read(_ words: [Text], address: (Text) -> Address?) -> Invalid? {
    var early: Text?
    var index = 0
    while index < words.count {
      let word = words[index]
      if word == "--" {
        node = [Text](words[(index + 1)...])
        break
      }
      guard index + 1 < words.count else { return Invalid("missing value of \(word)") }
      let value = words[index + 1]
      index += 2
      switch word {
      case "--unit": unit = value
      case "--chain":
        if chains.contains(value) { return Invalid("given twice: chain \(value)") }
        chains.append(value)
      case "--program": program = value
      case "--root": root = value
      case "--port":
        guard var port = Self.parsePort(value, address: address) else {
          return Invalid("not ROLE,ADDRESS,PORT[,held][,ready]: \(value)")
        }
        if chains.isEmpty { early = value } else { port.chain = chains.count - 1 }
        ports.append(port)
      case "--environment":
        guard Self.isAssignment(value) else { return Invalid("not NAME=VALUE: \(value)") }
        environment.append(value)
      // systemd applies these; they are here so that one list has all that a node is started with.
      case "--user", "--open-files", "--tasks", "--memory-high": break
      case "--stop-grace", "--start-grace", "--backoff-first", "--backoff-cap", "--stable":
        guard let number = value.number else {
          return Invalid("not a whole number: \(word) \(value)")
        }
        switch word {
        case "--stop-grace": stopGrace = number
        case "--start-grace": startGrace = number
        case "--backoff-first": backoff.first = number
        case "--backoff-cap": backoff.cap = number * 1000
        default: backoff.stable = number * 1000
        }
      default: return Invalid("unknown option \(word)")
      }
    }
    if let early, chains.count > 1 {
      return Invalid("before the first --chain: port \(early)")
    }
    return nil
  }

  private static func parsePort(_ text: Text, address: (Text) -> Address?) -> DeclaredPort? {
    let parts = text.split(UInt8(ascii: ","))
    guard parts.count >= 3, isName(parts[0]), var place = address(parts[1]),
      let number = parts[2].number, (1...65535).contains(number)
    else { return nil }
    place.port = UInt16(number)
    var port = DeclaredPort(role: parts[0], address: place, held: false, ready: false)
    for flag in parts[3...] {
      if flag == "held" {
        port.held = true
      } else if flag == "ready" {
        port.ready = true
      } else {
        return nil
      }
    }
    return port
  }

  private static func isAssignment(_ text: Text) -> Bool {
    guard let end = text.bytes.firstIndex(of: UInt8(ascii: "=")) else { return false }
    return end > 0
  }

  /// Names become parts of paths: no slash, nothing hidden.
  public static func isName(_ text: Text) -> Bool {
    guard let first = text.bytes.first, first != UInt8(ascii: ".") else { return false }
    for byte in text.bytes where byte <= 0x20 || byte == UInt8(ascii: "/") || byte >= 0x7f {
      return false
    }
    return true
  }
}

/// The reason why a command line can't be taken.
public struct Invalid: Error, Equatable, Sendable {
  public let text: Text

  public init(_ text: Text) { self.text = text }
}
