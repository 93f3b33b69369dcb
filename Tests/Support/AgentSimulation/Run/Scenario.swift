public import AgentCore
public import Basics

/// A chain as it is at first, what an operator asks, and what happens meanwhile.
public struct Scenario: Sendable {
  public let name: String
  public var behaviours: [ReleaseID: Behaviour]
  /// What runs when the scenario begins; nil on a fresh host.
  public var installed: ReleaseID?
  /// What was proven before it.
  public var previous: ReleaseID?
  public var verb: Command.Verb
  /// By milliseconds after the command.
  public var mishaps: [(at: Int, what: Mishap)]
  /// Whether clients are never to be refused or cut off by an order of ours.
  public var promisesClients: Bool
  public var handsOff: Bool
  /// How many validators the chain has, this one among them; 0 when this is none.
  public var validators = 0
  public var network = Network.unknown
  /// Who could answer in the node's place, by URL.
  public var peers: [String] = []
  /// An operator has drained it before.
  public var isDrained = false
  /// Nobody orders anything: what the agent does by itself is seen for so many milliseconds.
  public var unattendedMs: Int?
  /// A configuration that was applied before, and hasn't been taken up: with which nodes stay up or
  /// don't, and with the same held ports or others.
  public var applied: Applied?

  public struct Applied: Sendable {
    public let isBad: Bool
    public let movesPorts: Bool
    /// The owner was made from one that is as bad, under a number that isn't proven.
    public let isTaken: Bool

    public init(isBad: Bool = false, movesPorts: Bool = false, isTaken: Bool = false) {
      self.isBad = isBad
      self.movesPorts = movesPorts
      self.isTaken = isTaken
    }
  }
  /// Where its nodes keep things; nil where that is of no concern.
  public var storage: SimulatedStorage?
  /// The chain is stopped at first.
  public var isStopped = false
  /// As an install that failed leaves it: it owns the chain, was never proven, and boot doesn't start it.
  public var isUnproven = false
  /// The node isn't well in the end, and rightly so.
  public var staysIll = false

  public init(
    _ name: String, behaviours: [ReleaseID: Behaviour] = [:],
    installed: ReleaseID? = HostUnits.release("1.0.0"), previous: ReleaseID? = nil,
    verb: Command.Verb = .swap("2.0.0"), mishaps: [(at: Int, what: Mishap)] = [],
    promisesClients: Bool = true, handsOff: Bool = true
  ) {
    self.name = name
    self.behaviours = behaviours
    self.installed = installed
    self.previous = previous
    self.verb = verb
    self.mishaps = mishaps
    self.promisesClients = promisesClients
    self.handsOff = handsOff
  }

  var releases: [ReleaseID] {
    let all = Set(behaviours.keys).union([installed, previous].compactMap { $0 })
    return all.sorted { $0.description < $1.description }
  }
}
