/// A height from which on the chain follows other rules.
public struct Activation: Hashable, Sendable {
  public let height: UInt64
  /// The first version of the program that can follow them.
  public let version: String

  public init(height: UInt64, version: String) {
    self.height = height
    self.version = version
  }

  /// Whether a version is that one or a later; nil when the two can't be compared.
  public func isMet(by other: String) -> Bool? { VersionOrder.isAtLeast(other, version) }
}
