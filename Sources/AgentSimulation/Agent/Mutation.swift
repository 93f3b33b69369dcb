/// A defect planted on purpose: a simulation that can't catch it proves nothing.
public enum Mutation: Hashable, Sendable, CaseIterable {
  case none
  case actsBeforeRemembering
  case neverRemembers
  /// Takes it for granted that clients are diverted.
  case believesInTheRelay
  /// Moves the link while the old node is still stopping, through a door that doesn't look at the
  /// lock.
  case ownsBeforeTheProof
  /// Stops the node without having diverted anyone.
  case skipsTheDrain
}
