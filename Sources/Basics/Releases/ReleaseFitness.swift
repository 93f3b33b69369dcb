/// Whether the file of a release can run on this host at all.
public struct ReleaseFitness: Hashable, Sendable {
  /// The requirements that aren't met here, each in a few words; empty when none is known.
  public var missing: [String]
  /// The requirements that couldn't be looked at.
  public var unknown: [String]

  /// The features it was built with, by its own word (`features=[…]` of `--version`), sorted; nil
  /// when it doesn't tell.
  public var features: [String]?

  /// Of the unified program, by its own word (`run --help`); nil when it doesn't tell.
  public var modes: [String]?

  /// By unit: whether it knows the options of the unit's command.
  public var options: [String: Options] = [:]

  /// A command held against the options that a program lists in its help.
  public struct Options: Hashable, Sendable {
    public let isChecked: Bool
    /// Options of the command that aren't listed; nil when the program lists none at all.
    public let unknown: [String]?

    public init(isChecked: Bool, unknown: [String]?) {
      self.isChecked = isChecked
      self.unknown = unknown
    }
  }

  public init(
    missing: [String] = [], unknown: [String] = [], features: [String]? = nil,
    modes: [String]? = nil
  ) {
    self.missing = missing
    self.unknown = unknown
    self.features = features
    self.modes = modes
  }
}
