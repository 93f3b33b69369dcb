/// All installed releases; or, in the answer to adding or removing one, that one.
public struct ReleaseListDocument: Document {
  public static let schemaName = "adnet.releases/1"

  public private(set) var schema = Self.schemaName
  /// In the order of their names.
  public var releases: [ReleaseStatus]
  /// Of adding one: false when it was there already.
  public var changed: Bool?
  /// Of adding one: what an operator should look at; left out when there is nothing.
  public var warnings: [String]?

  public init(
    releases: [ReleaseStatus], changed: Bool? = nil, warnings: [String]? = nil
  ) {
    self.releases = releases
    self.changed = changed
    self.warnings = warnings
  }
}
