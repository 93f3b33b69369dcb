public import Basics
public import HostCore

/// The operator's settings from agent.toml, with defaults for the rest.
///
/// A value of this type is valid: the parser gives none for files with a problem.
public struct Configuration: Sendable {
  public var agent: AgentSettings
  public var host: HostSettings
  public var chains: [ChainName: ChainConfiguration]
  public var unified: UnifiedSettings
  public var migration = MigrationSettings()
  /// Where each value that isn't a default was written, by dotted key such as `agent.watch`.
  ///
  /// It is no part of the value: two configurations are equal when they say the same.
  public var origins: [String: Origin]

  /// The configuration of an empty agent.toml: every chain that has units.
  public init() {
    agent = AgentSettings()
    host = HostSettings()
    chains = Dictionary(
      uniqueKeysWithValues: ShippedChain.allCases.map { ($0.name, ChainConfiguration(of: $0)) })
    unified = UnifiedSettings(ShippedChain.allCases.map(ChainConfiguration.init(of:)))
    origins = [:]
  }

  /// A place in one of the files.
  public struct Origin: Hashable, Sendable, CustomStringConvertible {
    public let file: String
    public let line: Int

    public init(file: String, line: Int) {
      self.file = file
      self.line = line
    }

    public var description: String { "\(file):\(line)" }
  }

  /// The chains in the order of their names.
  public var orderedChains: [ChainConfiguration] {
    chains.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The units that may run or serve `chain`; nil when it isn't configured.
  public func units(for chain: ChainName) -> ChainUnits? {
    chains[chain]?.units
  }
}

extension Configuration: Hashable {
  public static func == (a: Configuration, b: Configuration) -> Bool {
    a.agent == b.agent && a.host == b.host && a.chains == b.chains && a.unified == b.unified
      && a.migration == b.migration
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(agent)
    hasher.combine(host)
    hasher.combine(chains)
    hasher.combine(unified)
    hasher.combine(migration)
  }
}
