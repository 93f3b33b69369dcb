/// Whether the file of a release can run on this host at all.
public struct ReleaseFitness: Hashable, Sendable {
  /// What it needs and isn't here, each in a few words; empty when nothing is known to be missing.
  public var missing: [String]
  /// What of it couldn't be looked at.
  public var unknown: [String]

  /// What it was built with, by its own word (`features=[…]` of `--version`), sorted; nil when it
  /// doesn't tell.
  public var features: [String]?

  /// Of the unified program, by its own word (`run --help`); nil when it doesn't tell.
  public var modes: [String]?

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
