public import Basics

/// What a migration is going to do, for people to read before it does.
public struct MigrationPlan: Hashable, Codable, Sendable {
  public struct Step: Hashable, Codable, Sendable {
    public let topology: Topology
    public let chains: [ChainName]
    public let text: String
    /// What clients of its chains see meanwhile.
    public let clients: String
    /// How long each chain's node is likely to be away; without those of which nothing is known.
    public let gaps: [ChainName: GapForecast]
  }

  /// What speaks for and against taking each chain's node away now.
  public let gates: [ChainName: [Gate]]
  /// What is in the way besides, each with the command that removes it.
  public let obstacles: [Failure]
  /// None where they can't be told before that.
  public let steps: [Step]
  public let wayBack: String

  public init(
    gates: [ChainName: [Gate]], obstacles: [Failure] = [], steps: [Step], wayBack: String
  ) {
    self.gates = gates
    self.obstacles = obstacles
    self.steps = steps
    self.wayBack = wayBack
  }
}
