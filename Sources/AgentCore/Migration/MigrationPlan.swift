public import Basics

/// The plan of a migration, for people to read before it begins.
public struct MigrationPlan: Hashable, Codable, Sendable {
  public struct Step: Hashable, Codable, Sendable {
    public let topology: Topology
    public let chains: [ChainName]
    public let text: String
    /// The experience of its chains' clients meanwhile.
    public let clients: String
    /// The time that each chain's node is likely to be down; without those of which nothing is known.
    public let gaps: [ChainName: GapForecast]
  }

  /// The gates for and against stopping each chain's node now.
  public let gates: [ChainName: [Gate]]
  /// The other obstacles, each with the command that removes it.
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
