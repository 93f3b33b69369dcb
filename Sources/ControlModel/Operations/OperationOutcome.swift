/// The outcome of an operation, so far.
public enum OperationOutcome: String, Codable, Sendable, CaseIterable {
  case running, done
  /// The operation failed, and what served before was never exchanged.
  case failed
  /// The operation failed, and the old release serves again.
  case rolledBack = "rolled_back"
  /// A later command took over from its way back.
  case superseded
}
