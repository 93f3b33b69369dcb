/// Whether this unit may run its node, added up from its chains: it has to own them all, and one
/// process can be but one release.
public enum NodeOwnership: Equatable, Sendable {
  /// Of all chains so far, which name this release; empty before the first.
  case owner(release: Text)
  /// Another unit owns a chain: which.
  case declined(Text)
  /// A chain's link can't be used, or the chains don't agree: an error, never a default.
  case invalid(Text)

  /// - Parameters:
  ///   - chains: those of the node.
  ///   - ownership: of the chain with this index; each is asked for once, in their order.
  public init(of chains: [Text], _ ownership: (Int) -> Ownership) {
    self = .owner(release: "")
    for index in chains.indices { add(ownership(index), of: index, in: chains) }
  }

  private mutating func add(_ ownership: Ownership, of index: Int, in chains: [Text]) {
    switch (self, ownership) {
    case (.declined, _): break
    // It outweighs what is wrong: a unit that isn't meant to run has no errors to tell of.
    case (_, .declined(let owner)):
      self = .declined("chain \(chains[index]) belongs to \(owner)")
    case (.invalid, _): break
    case (_, .invalid(let why)):
      self = .invalid(chains.count > 1 ? "chain \(chains[index]): \(why)" : why)
    case (.owner(let release), .owner(_, let program, let folder)):
      let own: Text = "\(program)/\(folder)"
      self =
        release.isEmpty || release == own
        ? .owner(release: own)
        : .invalid("chains \(chains[0]) and \(chains[index]) name different releases")
    }
  }
}
