import AgentCore

/// Who a network begins with, as its operators write it down.
public struct Genesis: Hashable, Sendable {
  public struct Validator: Hashable, Sendable {
    public let address: String
    public let stake: UInt64
    /// Empty when it isn't said.
    public let publicKey: String
    /// Where the validator runs; nil when it isn't said.
    public let host: String?
    public let line: Int
  }

  public struct Peer: Hashable, Sendable {
    public let host: String
    public let port: Int
    public let line: Int

    public var text: String { Endpoint.text(host, port) }
  }

  /// A line of `network_ports`: what a port is for, such as `alpha_rpc_tcp_public`.
  public struct Port: Hashable, Sendable {
    public let port: Int
    public let use: String
    public let line: Int
  }

  public var validators: [Validator] = []
  public var bootstrapPeers: [Peer] = []
  public var ports: [Port] = []
}
