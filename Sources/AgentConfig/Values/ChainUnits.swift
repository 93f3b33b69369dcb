public import Basics

/// The names of all units of one chain.
public struct ChainUnits: Hashable, Sendable {
  public let chain: ChainName
  /// The chain's own node, such as `alphaos.service`.
  public let own: String
  /// The unified binary for this one chain: `adnet@alpha.service`.
  public let unified: String
  /// The unified binary as one process for all chains, `adnet.service`: the same for each of them.
  public let shared: String
  /// `adnet-relay@alpha.service`.
  public let relay: String
  /// Takes over the node's connections: `adnet-drain@alpha.service`.
  public let drain: String
  /// Works on the ledger; the instance is the work: `adnet-ledger-alpha@.service`.
  public var ledger: String { "adnet-ledger-\(chain)@.service" }
  /// One pair for each held port.
  public let sockets: [SocketPair]

  /// The units that may own the chain.
  public var owners: [String] { [own, unified, shared] }

  /// The two sockets of one held port.
  public struct SocketPair: Hashable, Sendable {
    public let role: String
    /// A: inherited by the node, there as long as the chain isn't stopped.
    public let held: String
    /// B: inherited by the relay, there only during a drain.
    public let drain: String

    public init(chain: ChainName, role: String) {
      self.role = role
      held = "adnet-\(chain)-\(role).socket"
      drain = "adnet-\(chain)-\(role)-drain.socket"
    }
  }
}

extension ChainConfiguration {
  /// Only shipped chains get past the parser, and they are named after their node's program.
  public var units: ChainUnits {
    ChainUnits(
      chain: name, own: "\(name)os.service", unified: "adnet@\(name).service",
      shared: "adnet.service",
      relay: "adnet-relay@\(name).service", drain: "adnet-drain@\(name).service",
      sockets: heldPorts.map { ChainUnits.SocketPair(chain: name, role: $0.role) })
  }

  /// The program whose release a unit of this chain runs; nil when the unit isn't of this chain.
  public func program(of unit: String) -> String? {
    if unit == units.own { return program }
    if unit == units.unified || unit == units.shared { return "adnet" }
    return nil
  }
}
