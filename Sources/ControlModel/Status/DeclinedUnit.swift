/// A unit that would serve a chain but doesn't own it.
public struct DeclinedUnit: Codable, Hashable, Sendable {
  public var unit: String
  public var reason: String

  public init(unit: String, reason: String) {
    self.unit = unit
    self.reason = reason
  }
}
