/// The installed releases; or, in the answer to adding or removing one, that one.
public struct ReleaseListDocument: Document {
  public static let schemaName = "adnet.releases/1"

  public private(set) var schema = Self.schemaName
  /// The releases, by name.
  public var releases: [ReleaseStatus]
  /// Whether the release that was added is new; false when it was there already.
  public var changed: Bool?
  /// The warnings about a release that was added; left out when there is nothing.
  public var warnings: [String]?

  public init(
    releases: [ReleaseStatus], changed: Bool? = nil, warnings: [String]? = nil
  ) {
    self.releases = releases
    self.changed = changed
    self.warnings = warnings
  }
}
