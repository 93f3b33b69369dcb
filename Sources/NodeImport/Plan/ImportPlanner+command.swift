import AgentConfig

/// From its arguments to those of the configuration.
extension ImportPlanner {
  /// The key on a command line.
  public static func key(_ arguments: [String]) -> String? {
    CommandLine(arguments).value(of: keyFlag)
  }

  private static let noREST = "--norest"
  private static let keyFlag = "--private-key"
  private static let keyFileFlag = "--private-key-file"

  /// A first pass over the paths in its options, since each may be in a folder that another names.
  mutating func takeArguments() {
    for word in CommandLine(node.arguments).words {
      guard let value = word.value, word.flag != Self.keyFlag, !Secrets.isMark(value) else {
        continue
      }
      let path = node.absolute(value)
      if word.flag == Self.keyFileFlag {
        // Where every topology looks for it.
        take(path, to: "\(home)/validator.key")
      } else if Self.isPath(word), let fact = look(path), fact.owner == node.account.user {
        take(path, isCopy: fact.kind == .file)
      }
    }
  }

  /// With placeholders, and with every port named.
  mutating func command() -> [CommandLine.Word] {
    let line = CommandLine(node.arguments)
    return line.words.filter { $0.flag != Self.noREST }.map { word in
      var word = word
      guard let value = word.value else {
        word.flag = CommandLine.escaped(word.flag)
        return word
      }
      if word.flag == Self.keyFlag {
        keyFile = "\(home)/validator.key"
        if here("\(home)/validator.key") != nil {
          refuse(
            "\(home)/validator.key exists already",
            hint: "move it away, or is \(chain.name) in use?")
        }
        lost.append("its key on the command line, readable by every user: it is moved to a file")
        return CommandLine.Word(flag: Self.keyFileFlag, value: "{home}/validator.key")
      }
      word.value = mapped(word, value)
      return word
    } + defaults()
  }

  /// The value of an option as the configuration has it.
  private mutating func mapped(_ word: CommandLine.Word, _ value: String) -> String {
    if Secrets.isMark(value) {
      secrets.append(word.flag)
      return value
    }
    if let (role, flag, _) = Self.roles.first(where: { $0.flag == word.flag }) {
      return endpoint(role, flag, value)
    }
    if word.flag == "--logfile" {
      if value != "/dev/null" {
        lost.append("its log file \(node.absolute(value)): the log goes to the journal")
      }
      return "/dev/null"
    }
    guard Self.isPath(word) || word.flag == Self.keyFileFlag else {
      return CommandLine.escaped(value)
    }
    let path = node.absolute(value)
    if let moved = moved(path) { return template(moved) }
    // What comes to be there later stays as it is.
    guard let fact = look(path) else { return CommandLine.escaped(value) }
    if fact.owner != node.account.user, Self.hidden.contains(where: path.hasPrefix) {
      refuse(
        "\(word.flag) names \(path), which is outside the node's sandbox and belongs to another "
          + "account than \(node.account.name)",
        hint: "copy it to a readable place, such as /etc, and restart the node with that path")
    }
    return CommandLine.escaped(path)
  }

  private mutating func endpoint(_ role: String, _ flag: String, _ value: String) -> String {
    guard chain.ports.contains(where: { $0.role == role }) || isUnused(role) else {
      lost.append("\(flag) \(value): chain \(chain.name) has no port for it in agent.toml")
      return CommandLine.escaped(value)
    }
    guard let colon = value.lastIndex(of: ":"), let port = Int(value[value.index(after: colon)...])
    else {
      lost.append("\(flag) \(value): not an address with a port")
      return CommandLine.escaped(value)
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

  /// Whether an option's value may be a path of this host.
  private static func isPath(_ word: CommandLine.Word) -> Bool {
    guard let value = word.value, word.flag != "--logfile",
      !roles.contains(where: { $0.flag == word.flag })
    else { return false }
    return storageFlags.contains(word.flag)
      || (value.contains("/") || value.contains(".")) && !value.contains("://")
  }

  /// ProtectHome= hides these.
  private static let hidden = ["/home/", "/root/", "/run/user/"]

  /// Ports that no option names are written down, so that two nodes with defaults never collide.
  private mutating func defaults() -> [CommandLine.Word] {
    var added: [CommandLine.Word] = []
    if node.arguments.contains(Self.noREST),
      let rest = (chain.ports + chain.unusedPorts).first(where: { $0.role == "rest" })
    {
      // Nobody could say that the new node is well, or how high it is.
      ports["rest"] = .init("127.0.0.1", rest.port)
      added.append(CommandLine.Word(flag: "--rest", value: "{rest.endpoint}"))
      lost.append(
        "--norest: its REST is at 127.0.0.1:\(rest.port), since the agent verifies the node by it"
      )
    }
    for (role, flag, port) in Self.roles where ports[role] == nil {
      guard chain.ports.contains(where: { $0.role == role }) || isUnused(role) else { continue }
      guard let port, let found = node.listeners.first(where: { $0.port == port }) else {
        disabled.append(role)
        continue
      }
      ports[role] = found
      added.append(CommandLine.Word(flag: flag, value: "{\(role).endpoint}"))
    }
    let known = Set(ports.values.map(\.port))
    for listener in node.listeners where !known.contains(listener.port) {
      lost.append("port \(listener.port): open, but not named by any option")
    }
    return added
  }

  private func template(_ path: String) -> String {
    path.hasPrefix(home + "/")
      ? "{home}" + CommandLine.escaped(String(path.dropFirst(home.utf8.count))) : path
  }

  /// As the node is started with it, but for its ports.
  func filled(_ arguments: [String]) -> [String] {
    arguments.map {
      $0.replacing("{home}", with: home).replacing("{{", with: "{").replacing("}}", with: "}")
    }
  }

  // MARK: For the other programs

  /// The words that the other programs of the chain get as well: all that they don't have already.
  mutating func carried(_ command: [CommandLine.Word]) -> [CommandLine.Word] {
    var carried: [CommandLine.Word] = []
    // A word without an option belongs to the option before it; before the first it is a subcommand.
    var isTaken = false
    for word in command {
      if !word.flag.isEmpty { isTaken = !Self.own.contains(word.flag) }
      if isTaken { carried.append(word) }
    }
    if command.contains(where: { $0.flag == "--node-data-storage" }) {
      lost.append(
        "--node-data-storage: only the command of \(chain.program) has it, the unified program's "
          + "doesn't")
    }
    let said = CommandLine(chain.command.unified).words
    return carried.filter { !said.contains($0) }
  }

  /// Ports, keys, places and the log are said in each command's own way.
  private static let own = Set(
    roles.map(\.flag) + storageFlags + [
      keyFlag, keyFileFlag, "--validator", "--metrics", "--auto-migrate-node-data", "--logfile",
      "--verbosity", "--log-filter", "--nodisplay",
    ])
}

extension ImportPlanner {
  /// Where a node's REST listens, by its option or by default.
  public static func rest(of node: ForeignNode) -> ForeignNode.Listener? {
    listener(of: node, "--rest", or: 3030)
  }

  public static func metrics(of node: ForeignNode) -> ForeignNode.Listener? {
    listener(of: node, "--metrics-ip", or: 9000)
  }

  private static func listener(
    of node: ForeignNode, _ flag: String, or usual: Int
  ) -> ForeignNode.Listener? {
    let said = CommandLine(node.arguments).value(of: flag)?.split(separator: ":").last
    let port = said.flatMap { Int($0) } ?? usual
    return node.listeners.first { $0.port == port }
  }
}
