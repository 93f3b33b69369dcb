/// The changes that the configuration as applied makes for a chain's node, compared with the
/// generation that owns the chain.
public struct PendingSettings: Hashable, Codable, Sendable {
  /// Each in a few words, such as `command` or `port rest 0.0.0.0:3030 → 0.0.0.0:3040`.
  public let changes: [String]
  /// The keys that a node can't take up while its sockets stay open: they take effect when the
  /// chain is stopped and started.
  public let needStop: [String]

  public init(changes: [String], needStop: [String] = []) {
    self.changes = changes
    self.needStop = needStop
  }

  /// The reason why neither a restart nor another release takes them up; nil where both do.
  package var needsStop: String? {
    needStop.isEmpty
      ? nil
      : "a changed setting takes effect when the chain is stopped and started: "
        + needStop.joined(separator: ", ")
  }
}
