/// The result of one look at a node's block height, and when.
public struct HeightReading: Hashable, Codable, Sendable {
  public enum Result: Hashable, Codable, Sendable {
    case height(UInt64)
    /// The node answered, but only to say that it was asked too often.
    case limited
    case failed(reason: String)
  }

  public let result: Result
  public let atUnixMs: Int

  public init(_ result: Result, atUnixMs: Int) {
    self.result = result
    self.atUnixMs = atUnixMs
  }

  public var height: UInt64? {
    switch result {
    case .height(let height): height
    case .limited, .failed: nil
    }
  }
}
