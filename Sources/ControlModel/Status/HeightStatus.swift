/// The chain's height as the node last told it.
public struct HeightStatus: Codable, Hashable, Sendable {
  public var value: UInt64?
  public var observedAt: Timestamp?
  /// The time at which the height last grew.
  public var advancedAt: Timestamp?
  /// The reason why the last probe had no answer.
  public var error: String?

  public init(
    value: UInt64? = nil, observedAt: Timestamp? = nil, advancedAt: Timestamp? = nil,
    error: String? = nil
  ) {
    self.value = value
    self.observedAt = observedAt
    self.advancedAt = advancedAt
    self.error = error
  }
}
