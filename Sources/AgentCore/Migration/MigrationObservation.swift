public import Basics

/// The facts that a migration is decided from, besides what is remembered.
public struct MigrationObservation: Sendable {
  /// A chain as it was seen last.
  public struct Chain: Sendable {
    public let now: ChainObservation
    public let settings: ChainSettings
    public let forecast: GapForecast?
    /// The account its node runs as.
    public let account: String

    public init(
      _ now: ChainObservation, _ settings: ChainSettings, account: String,
      forecast: GapForecast? = nil
    ) {
      self.now = now
      self.settings = settings
      self.account = account
      self.forecast = forecast
    }
  }

  public var nowUnixMs: Int
  public var chains: [ChainName: Chain]
  public var releases: [ReleaseID]
  public var fitness: [ReleaseID: ReleaseFitness]
  /// The units of the hook that belong to the current step; nil where there is no hook. One that
  /// can't be looked at is left out.
  public var hooks: [String: UnitState]?

  public init(
    nowUnixMs: Int, chains: [ChainName: Chain], releases: [ReleaseID],
    fitness: [ReleaseID: ReleaseFitness] = [:]
  ) {
    self.nowUnixMs = nowUnixMs
    self.chains = chains
    self.releases = releases
    self.fitness = fitness
  }

  /// The place of each chain; nil for one whose owner isn't known.
  var places: [ChainName: MigrationPlanner.Place?] {
    chains.mapValues { chain in
      guard let owner = chain.now.current.generation,
        let topology = chain.settings.topology(of: owner.unit)
      else { return nil }
      return MigrationPlanner.Place(topology, owner.release)
    }
  }
}
