/// The facts about a file or folder, for a plan.
public struct PathFact: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case file, folder, other }

  public var kind: Kind
  /// The number of the account it belongs to.
  public var owner: UInt32
  /// The file system it is on, as the kernel numbers them.
  public var device: UInt64
  public var inode: UInt64
  /// Where this host has it, without symbolic links; nil where the host doesn't see it.
  public var path: String?
  /// Something is mounted there, or below it.
  public var holdsMount: Bool

  public init(
    _ kind: Kind, owner: UInt32, device: UInt64 = 0, inode: UInt64 = 0, path: String? = nil,
    holdsMount: Bool = false
  ) {
    self.kind = kind
    self.owner = owner
    self.device = device
    self.inode = inode
    self.path = path
    self.holdsMount = holdsMount
  }
}
