public import Basics

/// Settings of one chain from the configuration, as far as decisions go.
public struct ChainSettings: Hashable, Sendable {
  public var chain: ChainName
  /// The unit that runs each program on this chain, such as `alphaos` → `alphaos.service`.
  public var nodeUnits: [String: String]
  /// The unit whose one process serves this chain together with `companions`, and its program; nil
  /// where there is none.
  public var sharedUnit: String?
  public var companions: [ChainName] = []
  /// The sockets systemd holds for the node, and the second set for the relay.
  public var sockets: [String]
  public var drainSockets: [String]
  public var relayUnit: String
  /// Takes over the node's connections while it is drained.
  public var drainUnit: String
  public var limits: PhaseLimits
  /// Whether a node that hangs or stands still is restarted by the agent.
  public var heals = true
  /// Whether a node is left running when its chain would halt without it.
  public var guardsQuorum = true
  /// A release that lacks features of the one before isn't put in place.
  public var comparesFeatures = true
  /// Settings of its ledger; nil where nothing is ever done to it.
  public var ledger: LedgerSettings?
  /// The mode in which each unit runs the unified program, by unit, where it is told one.
  public var modes: [String: String] = [:]
  /// TCP ports that units are told besides the chains' own.
  public var otherPorts: [String: [UInt16]] = [:]
  /// The height at which the chain's rules change; nil where none is configured.
  public var activation: Activation?
  /// The way in which the node's height is asked for; nil for that of the family.
  public var heightQuery: String?
  /// Requests a second that each peer answers one address; 0 for no limit.
  public var peerRate = 10

  public init(
    chain: ChainName, nodeUnits: [String: String], sockets: [String], drainSockets: [String],
    relayUnit: String, drainUnit: String, limits: PhaseLimits = PhaseLimits()
  ) {
    self.chain = chain
    self.nodeUnits = nodeUnits
    self.sockets = sockets
    self.drainSockets = drainSockets
    self.relayUnit = relayUnit
    self.drainUnit = drainUnit
    self.limits = limits
  }

  /// Units of the relay, in the order they are brought up.
  var relayUnits: [String] { drainSockets + [relayUnit] }

  /// Every unit an observation has to include.
  public var units: [String] {
    owners + sockets + relayUnits + [drainUnit]
      + (ledger == nil ? [] : LedgerWork.units(of: chain))
  }

  /// The units that may own the chain.
  public var owners: [String] { (nodeUnits.values + [sharedUnit].compactMap { $0 }).sorted() }
}
