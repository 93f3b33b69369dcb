/// A change of the consensus that a node's release can't follow, as the node announces it in its metrics,
/// and how far it is.
public struct RequiredUpgrade: Hashable, Sendable {
  /// The first height with the new rules.
  public let height: UInt64
  /// The version of the consensus that is required; nil where the node doesn't say it.
  public let version: Int?
  /// The blocks until the node ends; nil while its height isn't known.
  public var blocksLeft: UInt64?
  /// About how long that is, in milliseconds; nil while the time of a block isn't known.
  public var leftMs: Int?

  /// A node of the family ends so many blocks before the height (docs/nodes.md).
  public static let lead: UInt64 = 100

  public init(height: UInt64, version: Int?) {
    self.height = height
    self.version = version
  }

  /// The last height of a node that isn't upgraded.
  public var lastHeight: UInt64 { height - min(height, Self.lead) }

  /// The upgrade as seen from a height.
  ///
  /// - Parameter blockMs: milliseconds a block; nil while it isn't known.
  public func seen(from now: UInt64?, blockMs: Int?) -> RequiredUpgrade {
    var seen = self
    seen.blocksLeft = now.map { lastHeight - min($0, lastHeight) }
    if let left = seen.blocksLeft, let blockMs {
      let (product, overflow) = Int(clamping: left).multipliedReportingOverflow(by: blockMs)
      seen.leftMs = overflow ? nil : product
    }
    return seen
  }

  /// "before height 2,000: it ends at 1,900, 300 blocks away (about 20 min)".
  public var words: String {
    var text = "before height \(height): it ends at height \(lastHeight)"
    if let blocksLeft {
      text += ", \(blocksLeft) \(blocksLeft == 1 ? "block" : "blocks") away"
      if let leftMs { text += " (about \(Self.duration(leftMs)))" }
    }
    return text
  }

  private static func duration(_ milliseconds: Int) -> String {
    switch milliseconds / 60_000 {
    case ..<2: "a minute"
    case let minutes where minutes < 120: "\(minutes) min"
    case let minutes where minutes < 2_880: "\(minutes / 60) h"
    case let minutes: "\(minutes / 1_440) days"
    }
  }
}
