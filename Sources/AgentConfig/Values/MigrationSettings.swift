/// The section `[migration]`.
public struct MigrationSettings: Hashable, Sendable {
  /// A program that is run before and after each step; empty for none.
  public var hook = ""
  public var hookTimeoutMilliseconds = 60_000

  public init() {}
}
