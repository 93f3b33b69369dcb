public import Basics

/// News of a loop for people: none of it is decided from.
public enum LoopNews: Hashable, Sendable {
  /// The second state is durable, after the first.
  case saved(AgentState, after: AgentState)
  /// The state can't be saved; told once for each reason.
  case unsaved(Failure)
  /// The decision for a chain is durable; the text is what its operation waits for.
  case decided(ChainName, ChainState, waitsFor: String?)
  /// An effect failed otherwise than the one before it.
  case effectFailed(ChainName, Effect, Failure)
  /// A migration waits for something else than before.
  case migrationWaits(Migration, String)
}
