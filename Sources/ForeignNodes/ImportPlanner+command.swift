import AgentConfig

/// From its arguments to those of the configuration.
extension ImportPlanner {
  /// The key on a command line.
  public static func key(_ arguments: [String]) -> String? {
    CommandLine(arguments).value(of: keyFlag)
  }

  private static let keyFlag = "--private-key"

  mutating func command() -> [String] {
    let line = CommandLine(node.arguments)
    var result: [String] = []
    for var word in line.words {
      guard let value = word.value else {
        result += word.words.map(Self.escaped)
        continue
      }
      if word.flag == Self.keyFlag {
        keyFile = "\(home)/validator.key"
        lost.append("its key on the command line, which everyone here can read: it gets a file")
        result += ["--private-key-file", "{home}/validator.key"]
        continue
      }
      word.value = mapped(word.flag, value)
      result += word.words
    }
    return result + defaults(line)
  }

  /// The value of an option as the configuration has it.
  private mutating func mapped(_ flag: String, _ value: String) -> String {
    if let (role, _, _) = Self.roles.first(where: { $0.flag == flag }) {
      return endpoint(role, flag, value)
    }
    switch flag {
    case "--logfile":
      if value != "/dev/null" {
        lost.append("its log file \(node.absolute(value)): the log goes to the journal")
      }
      return "/dev/null"
    case "--private-key-file":
      // Where every topology looks for it.
      return take(node.absolute(value), as: "validator.key").map(template) ?? Self.escaped(value)
    default: return path(flag, value) ?? Self.escaped(value)
    }
  }

  private mutating func endpoint(_ role: String, _ flag: String, _ value: String) -> String {
    guard chain.ports.contains(where: { $0.role == role }) || isUnused(role) else {
      lost.append("\(flag) \(value): chain \(chain.name) has no port for it in agent.toml")
      return Self.escaped(value)
    }
    guard let colon = value.lastIndex(of: ":"), let port = Int(value[value.index(after: colon)...])
    else {
      lost.append("\(flag) \(value): that is no address with a port")
      return Self.escaped(value)
    }
    var address = String(value[..<colon])
    if address.hasPrefix("["), address.hasSuffix("]") {
      address = String(address.dropFirst().dropLast())
    }
    ports[role] = .init(address, port)
    if !node.listeners.contains(where: { $0.port == port }) {
      lost.append("\(flag) \(value): it doesn't listen there now")
    }
    return "{\(role).endpoint}"
  }

  private func isUnused(_ role: String) -> Bool {
    chain.unusedPorts.contains { $0.role == role }
  }

  /// Nil when it is no path of this host.
  private mutating func path(_ flag: String, _ value: String) -> String? {
    guard value.contains("/") || value.contains("."), !value.contains("://") else { return nil }
    let path = node.absolute(value)
    // What comes to be there later, or is taken already.
    if let moved = moved(path) { return template(moved) }
    guard let fact = look(path) else { return nil }
    if fact.owner == node.account.user {
      return take(path, isCopy: fact.kind == .file).map(template)
    }
    guard !Self.hidden.contains(where: { path.hasPrefix($0) }) else {
      refusals.append(
        .init(
          "\(flag) names \(path), which the node's sandbox doesn't see, and which belongs to another "
            + "account than \(node.account.name)",
          hint: "copy it to where it can be read, such as /etc, and restart the node with that"))
      return nil
    }
    return Self.escaped(path)
  }

  /// ProtectHome= hides these.
  private static let hidden = ["/home/", "/root/", "/run/user/"]

  /// Ports that no option names are written down, so that two nodes with defaults never collide.
  private mutating func defaults(_ line: CommandLine) -> [String] {
    var added: [String] = []
    for (role, flag, port) in Self.roles where ports[role] == nil {
      guard chain.ports.contains(where: { $0.role == role }) || isUnused(role) else { continue }
      guard let port, let found = node.listeners.first(where: { $0.port == port }) else {
        disabled.append(role)
        continue
      }
      ports[role] = found
      added += [flag, "{\(role).endpoint}"]
    }
    let known = Set(ports.values.map(\.port))
    for listener in node.listeners where !known.contains(listener.port) {
      lost.append("port \(listener.port): it listens there, and no option says what for")
    }
    return added
  }

  private func template(_ path: String) -> String {
    path.hasPrefix(home + "/")
      ? "{home}" + Self.escaped(String(path.dropFirst(home.utf8.count))) : path
  }

  /// Braces are placeholders in agent.toml.
  static func escaped(_ text: String) -> String {
    text.replacing("{", with: "{{").replacing("}", with: "}}")
  }
}

extension ImportPlanner {
  /// Where a node's REST listens, by its option or by default.
  public static func rest(of node: ForeignNode) -> ForeignNode.Listener? {
    let said = CommandLine(node.arguments).value(of: "--rest")?.split(separator: ":").last
    let port = said.flatMap { Int($0) } ?? 3030
    return node.listeners.first { $0.port == port }
  }
}
