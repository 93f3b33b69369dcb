import Basics
import Quorum

/// Whether a text can be the value of a key, and in which spelling.
typealias TextRule = @Sendable (String) -> TextVerdict

enum TextVerdict {
  case taken(String)
  case refused(String, hint: String?)
}

enum TextRules {
  @Sendable static func program(_ text: String) -> TextVerdict {
    ReleaseID.isProgram(text)
      ? .taken(text)
      : .refused(
        "a program's name has lowercase letters, digits and dashes, at most 32", hint: nil)
  }

  @Sendable static func user(_ text: String) -> TextVerdict {
    let ours = ["root", "adnet-agent", "adnet-relay"]
    if ours.contains(text) {
      return .refused(
        "a node needs an account of its own", hint: "the package creates adnet-node")
    }
    let letters = text.utf8
    guard let first = letters.first, letters.count <= 31, isLower(first) || first == under,
      letters.allSatisfy({ isLower($0) || isDigit($0) || $0 == under || $0 == dash })
    else { return .refused("not a name of a system account", hint: nil) }
    return .taken(text)
  }

  @Sendable static func address(_ text: String) -> TextVerdict {
    guard let address = IPAddress(text) else {
      return .refused(
        "not an IP address", hint: "names aren't resolved: write 0.0.0.0, ::, 127.0.0.1, …")
    }
    if address.isMulticast { return .refused("a node can't listen on it", hint: nil) }
    if address.isMappedVersion4 { return .refused("write it as an IPv4 address", hint: nil) }
    return .taken(address.text)
  }

  /// As systemd's MemoryHigh= takes it.
  @Sendable static func memory(_ text: String) -> TextVerdict {
    if text.isEmpty { return .taken(text) }
    let digits = text.utf8.prefix(while: isDigit)
    let unit = String(text.dropFirst(digits.count))
    if let number = Int(String(decoding: digits, as: UTF8.self)), number > 0,
      ["", "K", "M", "G", "T", "%"].contains(unit), unit != "%" || number <= 100
    {
      return .taken(text)
    }
    // systemd takes neither "24GiB" nor a fraction of anything but G and T.
    guard let bytes = ByteText.bytes(text), bytes > 0 else {
      return .refused(
        "not an amount of memory", hint: #"write "24G", "512MiB", "80%" or "" for none"#)
    }
    return .taken(ByteText.text(bytes))
  }

  @Sendable static func argument(_ text: String) -> TextVerdict {
    if hasControls(text) { return .refused("it has a control character", hint: nil) }
    // Unit files and command lines can be read by everyone on the host.
    if text == "--private-key" || text.hasPrefix("--private-key=") {
      return .refused(
        "every user of this host would see the key", hint: "use --private-key-file and a file")
    }
    if let problem = Template.problem(in: text) {
      return .refused(problem, hint: Template.braceHint)
    }
    return .taken(text)
  }

  /// A variable of the node's environment.
  @Sendable static func variable(_ text: String) -> TextVerdict {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts[0]
    guard parts.count == 2, isVariable(name) else {
      return .refused(
        "not an environment variable", hint: #"write "NAME=VALUE", such as "RUST_LOG=warn""#)
    }
    if given.contains(String(name)) || givenPrefixes.contains(where: name.hasPrefix) {
      return .refused("systemd and the supervisor set \(name)", hint: nil)
    }
    if SecretKey.isIn(String(parts[1])) {
      return .refused(
        "every user of this host would see the key", hint: "use --private-key-file and a file")
    }
    return argument(text)
  }

  /// The variables that a node gets from its account and its manager.
  private static let given: Set = [
    "HOME", "USER", "LOGNAME", "SHELL", "PATH", "MAINPID", "NOTIFY_SOCKET", "INVOCATION_ID",
    "JOURNAL_STREAM", "SYSTEMD_EXEC_PID",
  ]
  private static let givenPrefixes = ["LISTEN_", "WATCHDOG_"]

  private static func isVariable(_ name: Substring) -> Bool {
    guard let first = name.utf8.first, !isDigit(first) else { return false }
    return name.utf8.allSatisfy {
      isLower($0) || isDigit($0) || $0 == under || (0x41...0x5a).contains($0)
    }
  }

  @Sendable static func basePath(_ text: String) -> TextVerdict {
    if text.isEmpty { return .taken(text) }
    guard text.hasPrefix("/"), !text.hasSuffix("/"), text.utf8.count <= 100, isURLText(text),
      !text.utf8.contains(where: "?#".utf8.contains)
    else { return .refused("not a base path", hint: #"write "/mainnet" or """#) }
    return .taken(text)
  }

  @Sendable static func path(_ text: String) -> TextVerdict {
    guard text.hasPrefix("/"), text.utf8.count <= 200, isURLText(text) else {
      return .refused("not a path", hint: #"write "/" or "/ws""#)
    }
    return .taken(text)
  }

  /// Others would learn from it how to time an attack; for them there are the nodes' own ports.
  @Sendable static func loopback(_ text: String) -> TextVerdict {
    if text.isEmpty { return .taken(text) }
    guard let colon = text.lastIndex(of: ":"),
      let port = Int(text[text.index(after: colon)...]), (1...65_535).contains(port),
      let address = IPAddress(
        text[..<colon].filter { $0 != "[" && $0 != "]" }), address.isLoopback
    else {
      return .refused(
        "not a loopback address with a port", hint: #"write "127.0.0.1:9466" or """#)
    }
    return .taken(text)
  }

  @Sendable static func peer(_ text: String) -> TextVerdict {
    let scheme = "http://"
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let url = String(parts[parts.count - 1])
    let host = url.dropFirst(scheme.count)
    if parts.count == 2, !ValidatorAddress.mayBe(String(parts[0])) {
      return .refused(
        "the part before the @ is not a validator address",
        hint: #"write "aleo1…@http://host:3030""#)
    }
    guard url.hasPrefix(scheme), text.utf8.count <= 300, isURLText(url), !host.isEmpty,
      !host.hasPrefix("/"), !host.hasPrefix(":"), !host.hasSuffix("/"),
      !host.utf8.contains(where: "?#@".utf8.contains), PeerTarget(url) != nil
    else {
      return .refused(
        "not a base URL of a REST server",
        hint: #"write "http://host:3030", without a slash at the end"#)
    }
    return .taken(text)
  }

  @Sendable static func validator(_ text: String) -> TextVerdict {
    text.isEmpty || ValidatorAddress.mayBe(text)
      ? .taken(text) : .refused("not a validator address", hint: #"write "aleo1…" or """#)
  }

  @Sendable static func file(_ text: String) -> TextVerdict {
    guard text.isEmpty || (text.hasPrefix("/") && text.utf8.count <= 400 && !hasControls(text))
    else { return .refused("not an absolute path", hint: nil) }
    return .taken(text)
  }

  @Sendable static func version(_ text: String) -> TextVerdict {
    text.isEmpty || ReleaseID.isVersion(text)
      ? .taken(text) : .refused("not a version", hint: #"write "4.1.0""#)
  }

  /// As the kernel keeps the name of a process: 15 bytes (proc(5), comm).
  @Sendable static func process(_ text: String) -> TextVerdict {
    (1...15).contains(text.utf8.count) && isURLText(text) && !text.contains("/")
      ? .taken(text)
      : .refused("not a process name", hint: "its first 15 bytes, as `ps -o comm` shows")
  }

  private static let under = UInt8(ascii: "_")
  private static let dash = UInt8(ascii: "-")
  private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  static func hasControls(_ text: String) -> Bool {
    text.utf8.contains { $0 < 0x20 || $0 == 0x7f }
  }
  private static func isURLText(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }
  }
}
