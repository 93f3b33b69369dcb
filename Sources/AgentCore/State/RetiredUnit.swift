/// A unit that a migration has moved a chain away from. Nothing is to start it, neither boot nor
/// somebody's hand, for as long as the way back is kept.
public struct RetiredUnit: Hashable, Codable, Sendable {
  public let unit: String
  /// The migration was finished: it is an ordinary unit again, as soon as it is unmasked.
  public var isOver = false

  public init(_ unit: String) { self.unit = unit }
}
