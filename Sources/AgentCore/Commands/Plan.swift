public import Basics

/// The plan of an operation, for people to read before it begins.
public struct Plan: Hashable, Codable, Sendable {
  public struct Step: Hashable, Codable, Sendable {
    public let phase: Phase
    public let text: String
    /// The experience of the chain's clients meanwhile.
    public let clients: String
  }

  public let gates: [Gate]
  public let steps: [Step]
  /// The time that the node is likely to be away; nil when it isn't, or when nothing is known.
  public let gap: GapForecast?
  /// The consequence of a failure.
  public let wayBack: String
}
