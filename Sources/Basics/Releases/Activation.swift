/// A height from which on the chain follows other rules.
public struct Activation: Hashable, Sendable {
  public let height: UInt64
  /// The first version of the program that can follow them.
  public let version: String
  /// The number of blocks before it at which a node ends whose version can't follow.
  public let lead: UInt64

  public init(height: UInt64, version: String, lead: UInt64 = RequiredUpgrade.lead) {
    self.height = height
    self.version = version
    self.lead = lead
  }

  /// Whether a version is that one or a later; nil when the two can't be compared.
  public func isMet(by other: String) -> Bool? { VersionOrder.isAtLeast(other, version) }
}
