extension Configuration {
  /// Every unit that may run a node, in any topology; that of all chains once.
  public var nodeUnits: [String] {
    orderedChains.flatMap(\.units.owners).reduce(into: []) { units, unit in
      if !units.contains(unit) { units.append(unit) }
    }
  }
}
