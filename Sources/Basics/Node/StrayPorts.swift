/// The endpoints where a node listens instead of at the ports that it was to serve.
public struct StrayPorts: Hashable, Sendable {
  /// `address:port`, as it is bound.
  public let endpoints: [String]
  /// By role, the declared ports that it doesn't serve.
  public let missing: [String: Int]

  public init(endpoints: [String], missing: [String: Int]) {
    self.endpoints = endpoints
    self.missing = missing
  }

  /// Reads after "the node".
  public var words: String {
    let wanted = missing.sorted { $0.key < $1.key }.map { "\($0.value) (\($0.key))" }
    return "listens at \(endpoints.joined(separator: ", ")) instead of "
      + "\(wanted.count > 1 ? "ports" : "port") \(wanted.joined(separator: ", "))"
  }

  public func hint(_ chain: ChainName) -> String {
    let keys = missing.keys.sorted().map { "ports.\($0).port" }.joined(separator: ", ")
    return "\(keys) of chain \(chain) and the node's command in agent.toml have to name the same "
      + (missing.count > 1 ? "ports" : "port")
  }
}
