public import AgentConfig
public import Basics

/// From a node as it was found to what taking it over would do.
public struct ImportPlanner {
  let node: ForeignNode
  let chain: ChainConfiguration
  /// The home of the chain's node, such as `/var/lib/adnet/nodes/alpha`.
  let home: String
  let version: String
  /// Networks of the other chains that have a node here.
  let networks: [ChainName: String]
  let answers: ForeignAnswers
  /// The file or folder at a path as the node sees it, nil for none.
  let look: (String) -> PathFact?
  /// The same as this host sees it.
  let here: (String) -> PathFact?
  /// The names in a folder of this host.
  let list: (String) -> [String]

  var ports: [String: ForeignNode.Listener] = [:]
  var disabled: [String] = []
  var taken: [Taken] = []
  var leftovers: [ImportPlan.Leftovers] = []
  var keyFile: String?
  var secrets: [String] = []
  var lost: [String] = []
  var refusals: [ImportPlan.Refusal] = []

  /// A move, and the path by which the node knows its source.
  struct Taken: Hashable {
    var seenAs: String
    var move: ImportPlan.Move
  }

  /// Which option says where a role listens, and where that is without it (snarkOS, `start`).
  static let roles: [(role: String, flag: String, port: Int?)] = [
    ("rest", "--rest", 3030), ("ws", "--ws", nil), ("p2p", "--node", 4130), ("bft", "--bft", 5000),
    ("metrics", "--metrics-ip", 9000),
  ]

  public init(
    _ node: ForeignNode, into chain: ChainConfiguration, home: String, version: String,
    networks: [ChainName: String] = [:], answers: ForeignAnswers = ForeignAnswers(),
    look: @escaping (String) -> PathFact?, here: ((String) -> PathFact?)? = nil,
    list: @escaping (String) -> [String]
  ) {
    self.node = node
    self.chain = chain
    self.home = home
    self.version = version
    self.networks = networks
    self.answers = answers
    self.look = look
    self.here = here ?? look
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
    refuseStarters()
    takeArguments()
    let (old, new) = (oldStorage, newStorage)
    takeLedgers(old, new)
    takeRecords(old, new)
    let words = command()
    checkLedger(old, NodeStorage(filled(words.flatMap(\.words)), home: home))
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
    let fragment = fragment(words)
    // Names of foreign files and variables go to a terminal.
    lost = lost.map(\.printable)
    refusals = refusals.map { .init($0.text.printable, hint: $0.hint?.printable) }
    return ImportPlan(
      chain: chain.name, program: chain.program, version: version, moves: taken.map(\.move),
      leftovers: leftovers, keyFile: keyFile, isValidator: old.isValidator,
      records: records(new), hasRecord: old.isValidator ? hasRecord(old) : nil,
      height: answers.height, heightFrom: answers.source, secrets: secrets, fragment: fragment,
      lost: lost,
      refusals: refusals)
  }
}
