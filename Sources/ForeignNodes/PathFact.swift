/// What is known of a file or folder, for a plan.
public struct PathFact: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case file, folder, other }

  public var kind: Kind
  /// The number of the account it belongs to.
  public var owner: UInt32
  /// The file system it is on, as the kernel numbers them.
  public var device: UInt64

  public init(_ kind: Kind, owner: UInt32, device: UInt64 = 0) {
    self.kind = kind
    self.owner = owner
    self.device = device
  }
}
