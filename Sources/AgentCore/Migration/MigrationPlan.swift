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
  public let steps: [Step]
  public let wayBack: String
}
