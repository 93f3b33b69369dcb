/// What applying the configuration changed, or would change.
public struct ConfigurationDocument: Document {
  public struct Change: Codable, Hashable, Sendable {
    /// The file in /etc/systemd/system that differs.
    public var path: String
    /// The difference in unified form.
    public var diff: String

    public init(path: String, diff: String) {
      self.path = path
      self.diff = diff
    }
  }

  public static let schemaName = "adnet.configuration/1"

  public private(set) var schema = Self.schemaName
  /// False for a dry run.
  public var applied: Bool
  public var changes: [Change]
  /// Units that run with the old settings until they are restarted.
  public var needsRestart: [String]

  public init(applied: Bool, changes: [Change], needsRestart: [String] = []) {
    self.applied = applied
    self.changes = changes
    self.needsRestart = needsRestart
  }
}
