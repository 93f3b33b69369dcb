/// How an operation stands.
public enum OperationOutcome: String, Codable, Sendable, CaseIterable {
  case running, done
  /// It failed, and what served before was never exchanged.
  case failed
  /// It failed, and the old release serves again.
  case rolledBack = "rolled_back"
  /// A later command took over from its way back.
  case superseded
}
