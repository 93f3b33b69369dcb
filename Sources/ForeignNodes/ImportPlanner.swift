public import AgentConfig
public import AgentCore

/// From a node as it was found to what taking it over would do.
public struct ImportPlanner {
  let node: ForeignNode
  let chain: ChainConfiguration
  /// The home of the chain's node, such as `/var/lib/adnet/nodes/alpha`.
  let home: String
  let version: String
  /// Networks of the other chains that have a node here.
  let networks: [ChainName: String]
  /// What is at a path, nil for nothing.
  let look: (String) -> PathFact?
  /// The names in a folder.
  let list: (String) -> [String]

  var ports: [String: ForeignNode.Listener] = [:]
  var disabled: [String] = []
  var moves: [ImportPlan.Move] = []
  var leftovers: [ImportPlan.Leftovers] = []
  var keyFile: String?
  var lost: [String] = []
  var refusals: [ImportPlan.Refusal] = []

  /// Which option says where a role listens, and where that is without it (snarkOS, `start`).
  static let roles: [(role: String, flag: String, port: Int?)] = [
    ("rest", "--rest", 3030), ("ws", "--ws", nil), ("p2p", "--node", 4130), ("bft", "--bft", 5000),
    ("metrics", "--metrics-ip", 9000),
  ]

  public init(
    _ node: ForeignNode, into chain: ChainConfiguration, home: String, version: String,
    networks: [ChainName: String] = [:], look: @escaping (String) -> PathFact?,
    list: @escaping (String) -> [String]
  ) {
    self.node = node
    self.chain = chain
    self.home = home
    self.version = version
    self.networks = networks
    self.look = look
    self.list = list
  }

  /// The network that a chain's configured arguments, or a node's, name.
  public static func network(of arguments: [String]) -> String { CommandLine(arguments).network }

  public func plan() -> ImportPlan {
    var planner = self
    return planner.make()
  }

  private mutating func make() -> ImportPlan {
    refuseOthers()
    takeLedgers()
    let arguments = command()
    tellWhatStays()
    takeUnit()
    checkMoves()
    let environment = node.environment.filter { !Self.usual.contains($0) }
    if !environment.isEmpty {
      lost.append("its environment: \(environment.joined(separator: ", "))")
    }
    if node.account.name != chain.user {
      lost.append("its account \(node.account.name): it runs as \(chain.user), in a sandbox")
    }
    return ImportPlan(
      chain: chain.name, program: chain.program, version: version, moves: moves,
      leftovers: leftovers, keyFile: keyFile, fragment: fragment(arguments), lost: lost,
      refusals: refusals)
  }

  private mutating func refuseOthers() {
    if !node.others.isEmpty {
      let list = node.others.map(\.description).joined(separator: ", ")
      refusals.append(
        .init(
          "another process of this program runs here (\(list)): one network a host, since memory, "
            + "ports and the swap are planned for one node of each chain",
          hint: "stop the other one, and what starts it"))
    }
    if let unit = node.unit, !unit.companions.isEmpty {
      let list = unit.companions.map(\.description).joined(separator: ", ")
      refusals.append(
        .init(
          "\(unit.name) runs more than this node (\(list)), and would be stopped with it",
          hint: "give the others a unit of their own"))
    }
    if let unit = node.unit,
      chain.units.owners.contains(unit.name) || unit.name.hasPrefix("adnet@")
    {
      refusals.append(
        .init(
          "\(unit.name) is the name of a unit of this package",
          hint: "run the node from a unit of another name first"))
    }
    let own = CommandLine(node.arguments).network
    for (other, network) in networks.sorted(by: { $0.key < $1.key }) where network != own {
      refusals.append(
        .init(
          "it is a node of \(own), and chain \(other) here is of \(network): one network a host",
          hint: "take it to a server of its own"))
    }
  }

  private mutating func takeLedgers() {
    if node.ledgers.isEmpty {
      refusals.append(
        .init(
          "it has no ledger open, so nobody knows what to take over",
          hint: "wait until it has loaded"))
    }
    for ledger in node.ledgers.map(\.path).sorted() {
      guard let to = take(ledger) else { continue }
      let (folder, target) = (Self.parent(of: ledger), Self.parent(of: to))
      let known = leftovers.contains { $0.folder == folder }
      // v3 and v4 write current-proposal-cache-N at a graceful stop, beside the ledger.
      if !known {
        leftovers.append(.init(folder: folder, to: target, marker: "proposal-cache"))
      }
    }
  }

  /// What else is beside a ledger may be the node's or not: a person has to know.
  private mutating func tellWhatStays() {
    for leftovers in leftovers where ![node.home, node.folder, "/"].contains(leftovers.folder) {
      let names = list(leftovers.folder).filter { name in
        !name.contains(leftovers.marker) && moved("\(leftovers.folder)/\(name)") == nil
      }
      guard !names.isEmpty else { continue }
      let more = names.count > 10 ? " and \(names.count - 10) more" : ""
      lost.append(
        "\(names.prefix(10).joined(separator: ", "))\(more) beside the ledger in \(leftovers.folder): "
          + "they stay there")
    }
  }

  /// The place it gets below the home; nil when it can't be taken.
  mutating func take(_ path: String, as name: String? = nil, isCopy: Bool = false) -> String? {
    if let moved = moved(path) { return moved }
    guard path != node.home, path != node.folder, path != "/" else {
      refusals.append(
        .init(
          "the node uses \(path) itself for its data, and more than that is in it",
          hint: "give its data a folder of its own"))
      return nil
    }
    let to = "\(home)/\(name ?? relative(path))"
    moves.removeAll { !$0.isCopy && $0.from.hasPrefix(path + "/") }
    moves.append(.init(from: path, to: to, isCopy: isCopy))
    return to
  }

  /// Where it goes with what is taken already.
  func moved(_ path: String) -> String? {
    for move in moves {
      if path == move.from { return move.to }
      if path.hasPrefix(move.from + "/") { return move.to + path.dropFirst(move.from.utf8.count) }
    }
    return nil
  }

  /// A node that finds its data below its home or its folder finds it below the new one.
  private func relative(_ path: String) -> String {
    let bases = [node.home, node.folder].filter { $0 != "/" && path.hasPrefix($0 + "/") }
    guard let base = bases.max(by: { $0.utf8.count < $1.utf8.count }) else {
      return Self.name(of: path)
    }
    return String(path.dropFirst(base.utf8.count + 1))
  }

  private mutating func checkMoves() {
    let device = look(home)?.device
    for move in moves {
      if look(move.to) != nil {
        refusals.append(
          .init("\(move.to) is there already", hint: "move it away, or is \(chain.name) in use?"))
      }
      guard let fact = look(move.from) else {
        refusals.append(
          .init(
            "\(move.from) isn't there as this host sees it: the node has a file system of its own",
            hint: "run it without PrivateTmp= and the like, or move its data first"))
        continue
      }
      if fact.owner != node.account.user {
        refusals.append(
          .init(
            "\(move.from) belongs to another account than \(node.account.name)",
            hint: "chown -R \(node.account.name) \(move.from)"))
      }
      if let device, fact.device != device, !move.isCopy {
        refusals.append(
          .init(
            "\(move.from) is on another file system than \(home): to copy it would take the node "
              + "away for too long",
            hint: "mount that file system, or a folder of it, at \(home) (fstab, bind)"))
      }
    }
    let targets = moves.map(\.to)
    for (index, target) in targets.enumerated() where targets[..<index].contains(target) {
      refusals.append(.init("two things would become \(target)"))
    }
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// What systemd, a shell or a session sets, and says nothing of the node.
  static let usual: Set<String> = [
    "HOME", "USER", "LOGNAME", "SHELL", "PATH", "LANG", "LANGUAGE", "INVOCATION_ID",
    "JOURNAL_STREAM", "SYSTEMD_EXEC_PID", "NOTIFY_SOCKET", "PWD", "OLDPWD", "SHLVL", "_", "TERM",
    "MAIL", "LS_COLORS", "XDG_SESSION_ID", "XDG_RUNTIME_DIR", "XDG_SESSION_TYPE",
    "XDG_SESSION_CLASS", "DBUS_SESSION_BUS_ADDRESS", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY",
    "MEMORY_PRESSURE_WATCH", "MEMORY_PRESSURE_WRITE",
  ]
}
