public import Basics

/// The height at which a release ends, as its node announced it while it ran: whoever goes back to it past that
/// gets a node that ends at each start.
public struct AnnouncedEnd: Hashable, Codable, Sendable {
  public let release: ReleaseID
  /// The last height of the release's node.
  public let height: UInt64

  public init(_ release: ReleaseID, height: UInt64) {
    self.release = release
    self.height = height
  }
}
