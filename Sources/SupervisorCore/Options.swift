/// What the unit file tells the supervisor on its command line.
public struct Options: Equatable, Sendable {
  /// The unit we run in, such as `alphaos.service`.
  public var unit: Text = ""
  /// Those the node runs, in the order of the command line: none twice, and at least one.
  public var chains: [Text] = []
  /// The file to run inside the release's folder.
  public var program: Text = ""
  public var ports: [DeclaredPort] = []
  /// Seconds from the node's SIGTERM to its SIGKILL.
  public var stopGrace: Int64 = 120
  /// Seconds after which a declared port that isn't bound is reported as missing.
  public var startGrace: Int64 = 600
  public var backoff = Backoff()
  /// What goes before every path: a test seam.
  public var root: Text = ""
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
    var early: Text?
    var index = 0
    while index < words.count {
      let word = words[index]
      if word == "--" {
        options.node = [Text](words[(index + 1)...])
        break
      }
      guard index + 1 < words.count else { return .failure(Invalid("missing value of ", word)) }
      let value = words[index + 1]
      index += 2
      switch word {
      case "--unit": options.unit = value
      case "--chain":
        if options.chains.contains(value) { return .failure(Invalid("given twice: chain ", value)) }
        options.chains.append(value)
      case "--program": options.program = value
      case "--root": options.root = value
      case "--port":
        guard var port = parsePort(value, address: address) else {
          return .failure(Invalid("not ROLE,ADDRESS,PORT[,held][,ready]: ", value))
        }
        if options.chains.isEmpty { early = value } else { port.chain = options.chains.count - 1 }
        options.ports.append(port)
      case "--stop-grace", "--start-grace", "--backoff-first", "--backoff-cap", "--stable":
        guard let number = value.number else {
          return .failure(Invalid("not a whole number: ", word + " " + value))
        }
        switch word {
        case "--stop-grace": options.stopGrace = number
        case "--start-grace": options.startGrace = number
        case "--backoff-first": options.backoff.first = number
        case "--backoff-cap": options.backoff.cap = number * 1000
        default: options.backoff.stable = number * 1000
        }
      default: return .failure(Invalid("unknown option ", word))
      }
    }
    for (text, name) in [
      (options.unit, "--unit" as Text), (options.chains.first ?? "", "--chain"),
      (options.program, "--program"),
    ] where !isName(text) {
      return .failure(Invalid(text.isEmpty ? "missing option " : "not a name: ", name))
    }
    for chain in options.chains where !isName(chain) {
      return .failure(Invalid("not a name: ", "--chain"))
    }
    if let early, options.chains.count > 1 {
      return .failure(Invalid("before every chain, so none's: port ", early))
    }
    return .success(options)
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

  /// Names become parts of paths: no slash, nothing hidden.
  public static func isName(_ text: Text) -> Bool {
    guard let first = text.bytes.first, first != UInt8(ascii: ".") else { return false }
    for byte in text.bytes where byte <= 0x20 || byte == UInt8(ascii: "/") || byte >= 0x7f {
      return false
    }
    return true
  }
}

/// Why a command line can't be taken.
public struct Invalid: Error, Equatable, Sendable {
  public let text: Text

  public init(_ what: Text, _ word: Text) { text = what + word }
}
