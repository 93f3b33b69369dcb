/// The changes that applying the configuration made, or would make.
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

  /// A key with another value, and when that takes effect.
  public struct Setting: Codable, Hashable, Sendable {
    public enum Moment: String, Codable, Sendable, CaseIterable {
      case now, restart
      case stopAndStart = "stop_and_start"
      /// The moment at which the unit, which runs no node now, gets a chain.
      case whenUsed = "when_used"
      case agentRestart = "agent_restart"
    }

    /// Dotted, such as `chain.alpha.command.alphaos`.
    public var key: String
    /// The old value, as TOML.
    public var old: String
    public var new: String
    public var takesEffect: Moment
    /// The command that makes it take effect; nil when nothing has to be done.
    public var command: String?

    public init(key: String, old: String, new: String, takesEffect: Moment, command: String?) {
      self.key = key
      self.old = old
      self.new = new
      self.takesEffect = takesEffect
      self.command = command
    }
  }

  public static let schemaName = "adnet.configuration/1"

  public private(set) var schema = Self.schemaName
  /// False for a dry run.
  public var applied: Bool
  /// The changed files: of units, and of what a chain's next generation is started with.
  public var changes: [Change]
  public var settings: [Setting]
  /// Units that run with the old settings until they are restarted.
  public var needsRestart: [String]

  public init(
    applied: Bool, changes: [Change], settings: [Setting] = [], needsRestart: [String] = []
  ) {
    self.applied = applied
    self.changes = changes
    self.settings = settings
    self.needsRestart = needsRestart
  }
}
