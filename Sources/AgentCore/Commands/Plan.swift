public import Basics

/// What an operation is going to do, for people to read before it does.
public struct Plan: Hashable, Codable, Sendable {
  public struct Step: Hashable, Codable, Sendable {
    public let phase: Phase
    public let text: String
    /// What clients of the chain see meanwhile.
    public let clients: String
  }

  public let gates: [Gate]
  public let steps: [Step]
  /// How long the node is likely to be away; nil when it isn't, or when nothing is known.
  public let gap: GapForecast?
  /// What happens when it fails.
  public let wayBack: String
}
