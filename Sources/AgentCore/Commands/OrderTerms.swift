/// The terms of an order: all that is said with it beside its verb and its chain.
///
/// It goes whole from the command line over the API to the core, so that a term is added here, where it is
/// asked for, and where it is used. Its keys in a request are the names of its fields in
/// snake_case; a field that is left out has the value that it has here.
public struct OrderTerms: Codable, Hashable, Sendable {
  /// Whether only the plan is wanted, and nothing done.
  public var dryRun = false
  /// Whether the caller takes it upon himself that the chain halts.
  public var acceptHalt = false
  /// Whether it is done to every chain that the same process serves.
  public var together = false
  /// Whether the caller takes it upon himself that the node comes up below the height that the chain had.
  public var acceptHeight = false
  /// Whether the caller has put a ledger of before a conversion back by hand.
  public var ledgerPutBack = false
  /// The release of a swap, as in `Command.Verb.swap`.
  public var version = ""
  /// The reason of a drain; empty for none.
  public var reason = ""
  /// Whether a drain ends by itself when the node is healthy after the next boot.
  public var forReboot = false
  /// Whether a chain is drained even if nobody could answer in its node's place.
  public var withoutPeers = false

  public init() {}
}
