/// What an operator asks of one chain.
public struct Command: Hashable, Sendable {
  public enum Verb: Hashable, Sendable {
    case enable, disable, start, stop, restart, rollback
    /// A version, a release's folder (`1.4.0-0f3a9c1b2d4e`) or its whole name.
    case swap(String)
  }

  /// Given by the caller; becomes the operation's.
  public let id: String
  public let chain: ChainName
  public let verb: Verb

  public init(id: String, chain: ChainName, verb: Verb) {
    self.id = id
    self.chain = chain
    self.verb = verb
  }
}
