public import AgentCore
public import Basics

/// A host with two chains, what an operator asks of a migration, and what happens meanwhile.
public struct MigrationScenario: Sendable {
  public enum Moment: Hashable, Sendable {
    /// Milliseconds after the run began.
    case at(Int)
    /// When what was ordered before has come to its end.
    case afterwards
  }

  /// What one chain's part of the unified release does.
  public struct Parts: Hashable, Sendable {
    public var alpha: Behaviour
    public var delta: Behaviour

    public init(alpha: Behaviour = .good, delta: Behaviour = .good) {
      self.alpha = alpha
      self.delta = delta
    }

    func of(_ chain: ChainName) -> Behaviour { chain.text == "alpha" ? alpha : delta }
    public var areGood: Bool { alpha == .good && delta == .good }
  }

  public static let alpha = HostUnits.pair[0].chain
  public static let delta = HostUnits.pair[1].chain
  public static let unified = HostUnits.release("4.0.0", of: ProgramName.unified)
  public static let newer = HostUnits.release("4.1.0", of: ProgramName.unified)

  public internal(set) var name: String
  /// Where the chains are at first.
  public var origin: Topology
  public var orders: [(when: Moment, command: MigrationCommand)]
  /// Of the unified release, in the process of one chain and in the one for all.
  public var split = Parts()
  public var joined = Parts()
  /// Of the release that replaces the unified one.
  public var newer = Parts()
  /// Of the programs of their own.
  public var own = Parts()
  /// By milliseconds after the run began; of the first chain or the second.
  public var mishaps: [(at: Int, chain: Int, what: Mishap)] = []
  /// Who could answer in the nodes' place, by URL.
  public var peers: [String] = []
  /// Whether clients are never to be refused or cut off by an order of ours.
  public var promisesClients = true
  /// What each chain's peers say, and how many validators each has.
  public var networks = [Network.unknown, Network.unknown]
  public var validators = 0
  /// How long it goes on at least, in milliseconds.
  public var unattendedMs = 0
  public var handsOff = true
  /// What is done to the ledgers when another program gets them.
  public var ledger = LedgerSettings()
  /// Where the nodes of each chain keep things; nil where that is of no concern.
  public var storage: SimulatedStorage?
  /// How often the operator's hook fails at first; nil where there is none.
  public var failedHooks: [MigrationHook.Moment: Int]?
  /// How often the conversion of each chain fails at first.
  public var failedConversions = [0, 0]

  public init(
    _ name: String, from origin: Topology = .separate,
    orders: [(when: Moment, command: MigrationCommand)]
  ) {
    self.name = name
    self.origin = origin
    self.orders = orders
  }

  func own(_ names: HostUnits) -> ReleaseID {
    HostUnits.release("1.0.0", of: names.node == "alphaos.service" ? "alphaos" : "deltaos")
  }

  var releases: [ReleaseID] { [Self.unified, Self.newer] + HostUnits.pair.map(own) }

  func behaviours(
    _ names: HostUnits
  ) -> (alone: [ReleaseID: Behaviour], joined: [ReleaseID: Behaviour]) {
    let chain = names.chain
    return (
      [
        own(names): own.of(chain), Self.unified: split.of(chain), Self.newer: newer.of(chain),
      ],
      [Self.unified: joined.of(chain)]
    )
  }
}

extension MigrationCommand {
  public static func start(
    _ goal: Topology, release: String? = nil, ifFails: Migration.IfFails = .stay, id: String = "m1",
    converting: Bool = false
  ) -> MigrationCommand {
    .start(
      Start(
        id: id, goal: goal, release: release, ifFails: ifFails,
        acceptsConversion: converting ? "root" : nil))
  }

  var words: String {
    switch self {
    case .start(let start): "migrate to \(start.goal)"
    case .pause: "pause"
    case .resume: "resume"
    case .abort: "abort"
    case .rollback: "roll back"
    case .finish: "finish"
    }
  }

  /// Whether a migration shows that the order has been taken.
  func isTaken(_ migration: Migration?) -> Bool {
    guard let migration else { return false }
    switch self {
    case .start(let start): return migration.id == start.id
    case .pause: return migration.state == .paused
    case .resume: return migration.state == .running
    case .abort: return migration.state == .aborting || migration.state == .aborted
    case .rollback: return migration.goesBack
    case .finish: return migration.state == .finished
    }
  }
}
