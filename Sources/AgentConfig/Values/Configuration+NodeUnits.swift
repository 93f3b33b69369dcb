extension Configuration {
  /// Every unit that may run a node, in any topology.
  public var nodeUnits: [String] { orderedChains.flatMap(\.units.owners) }
}
