public import Basics

/// Everything the agent must remember across its own death and a reboot.
///
/// It is durable before the first effect that it justifies. What can be seen by looking (units,
/// links, routes) is never in here.
public struct AgentState: Hashable, Codable, Sendable {
  public static let schema = "adnet.state/2"

  public var chains: [ChainName: ChainState]
  /// The last one, under way or ended.
  public var migration: Migration?

  public init(chains: [ChainName: ChainState] = [:]) { self.chains = chains }

  public subscript(chain: ChainName) -> ChainState {
    get { chains[chain] ?? ChainState() }
    set { chains[chain] = newValue }
  }

  /// The operation under way, if any: there is at most one on a host, but for those that go together.
  public var operation: Operation? {
    chains.keys.sorted().lazy.compactMap { chains[$0]?.operation }.first
  }

  /// Releases that a chain owns, may go back to, or is moving between: never to be removed.
  public var releasesInUse: Set<ReleaseID> {
    chains.values.reduce(into: migration?.releasesInUse ?? []) { $0.formUnion($1.releasesInUse) }
  }

  private enum CodingKeys: String, CodingKey { case schema, writtenBy, chains, migration }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let schema = try values.decode(String.self, forKey: .schema)
    guard schema == Self.schema else {
      throw Failure(
        .stateSchemaUnknown, "cannot use the agent's state: its schema is \(schema)",
        hint: Failure.installing(writer: nil))
    }
    chains = try values.decode([ChainName: ChainState].self, forKey: .chains)
    migration = try values.decodeIfPresent(Migration.self, forKey: .migration)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(Self.schema, forKey: .schema)
    // For an older version that meets it: its hint says what to install.
    try values.encode(AgentVersion.text, forKey: .writtenBy)
    try values.encode(chains, forKey: .chains)
    try values.encodeIfPresent(migration, forKey: .migration)
  }
}
