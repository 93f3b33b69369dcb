/// A defect planted on purpose: a simulation that can't catch it proves nothing.
public enum Mutation: Hashable, Sendable {
  case none
  case actsBeforeRemembering
  case neverRemembers
  /// Takes it for granted that clients are diverted.
  case believesInTheRelay
  /// Moves the link while the old node is still stopping, through a door that doesn't look at the
  /// lock.
  case ownsBeforeTheProof
  /// Starts a node with the configuration of now, not with what its generation was made with.
  case startsWithTheNewestConfiguration
  /// Stops the node without having diverted anyone.
  case skipsTheDrain

  public static let ofOneChain: [Mutation] = [
    .actsBeforeRemembering, .neverRemembers, .believesInTheRelay, .ownsBeforeTheProof,
    .skipsTheDrain,
  ]
}
