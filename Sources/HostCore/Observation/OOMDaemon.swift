/// A program that kills processes before the kernel would, by an order of its own.
public struct OOMDaemon: Hashable, Sendable {
  /// "earlyoom".
  public let name: String
  /// The names of nodes that it may choose; empty when it is told to leave them.
  public let mayChoose: [String]
  /// The command that keeps it away from them.
  public let remedy: String

  public init(name: String, mayChoose: [String], remedy: String) {
    self.name = name
    self.mayChoose = mayChoose
    self.remedy = remedy
  }
}
