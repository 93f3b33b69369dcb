/// A `.swap` unit of systemd: of ours, from fstab, or written by hand.
public struct SwapUnit: Hashable, Sendable {
  public enum Source: Hashable, Sendable {
    /// Written by us, and as we would write it now.
    case ours
    /// Written by us, and changed since, or not for the next boot.
    case oursChanged
    case foreign
  }

  /// "swapfile.swap".
  public let name: String
  /// The file or device.
  public let what: String
  public let source: Source
  public let isActive: Bool

  public init(name: String, what: String, source: Source, isActive: Bool) {
    self.name = name
    self.what = what
    self.source = source
    self.isActive = isActive
  }
}
