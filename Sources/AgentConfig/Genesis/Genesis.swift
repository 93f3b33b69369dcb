import Basics

/// The validators, peers and ports of a new network, as its operators write them down.
public struct Genesis: Hashable, Sendable {
  public struct Validator: Hashable, Sendable {
    /// From 1, in the order of the text.
    public let number: Int
    public let address: String
    public let stake: UInt64
    /// Empty when it isn't said.
    public let publicKey: String
    /// Where the validator runs, an IP address; nil when it isn't said.
    public let host: String?
    public let place: GenesisPlace
  }

  public struct Peer: Hashable, Sendable {
    public let host: String
    public let port: Int
    public let place: GenesisPlace

    public var text: String { Endpoint.text(host, port) }
  }

  /// A line of `network_ports`: what a port is for, such as `alpha_rpc_tcp_public`.
  public struct Port: Hashable, Sendable {
    public let port: Int
    public let use: String
    public let place: GenesisPlace
  }

  public var validators: [Validator] = []
  public var bootstrapPeers: [Peer] = []
  public var ports: [Port] = []
  /// False when one couldn't be taken: then nothing can be said about all of them.
  public var hasAllValidators = true
}
