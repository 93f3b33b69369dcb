/// All installed releases; or, in the answer to adding or removing one, that one.
public struct ReleaseListDocument: Document {
  public static let schemaName = "adnet.releases/1"

  public private(set) var schema = Self.schemaName
  /// In the order of their names.
  public var releases: [ReleaseStatus]

  public init(releases: [ReleaseStatus]) { self.releases = releases }
}
