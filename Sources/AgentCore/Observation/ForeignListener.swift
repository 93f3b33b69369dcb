/// A process that listens where a chain's node should.
public struct ForeignListener: Hashable, Sendable {
  public let role: String
  public let port: Int
  /// By unit and account, as far as they could be found.
  public let name: String

  public init(role: String, port: Int, name: String) {
    self.role = role
    self.port = port
    self.name = name
  }
}
