/// That a ledger was converted, and can't be read by the program before any more.
public struct LedgerConversion: Hashable, Codable, Sendable {
  public let from: ReleaseID
  public let to: ReleaseID
  public let atUnixMs: Int
  public let height: UInt64?
  /// Whether the new program has been started on it.
  public var hasRun: Bool

  public init(
    from: ReleaseID, to: ReleaseID, atUnixMs: Int, height: UInt64?, hasRun: Bool
  ) {
    self.from = from
    self.to = to
    self.atUnixMs = atUnixMs
    self.height = height
    self.hasRun = hasRun
  }
}
