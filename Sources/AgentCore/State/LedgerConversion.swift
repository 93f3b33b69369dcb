public import Basics

/// A conversion of a ledger, which the program before can't read any more.
public struct LedgerConversion: Hashable, Codable, Sendable {
  public let from: ReleaseID
  public let to: ReleaseID
  public let atUnixMs: Int
  public let height: UInt64?

  public init(from: ReleaseID, to: ReleaseID, atUnixMs: Int, height: UInt64?) {
    self.from = from
    self.to = to
    self.atUnixMs = atUnixMs
    self.height = height
  }
}
