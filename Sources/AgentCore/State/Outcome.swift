public enum Outcome: String, Codable, Sendable, CaseIterable {
  case done
  /// The release before serves again; the operation's failure says what was wrong.
  case rolledBack = "rolled_back"
  /// The operation came to nothing: what served before was never exchanged.
  case failed
  /// An operator's next command took over from a way back that didn't succeed.
  case superseded
}
