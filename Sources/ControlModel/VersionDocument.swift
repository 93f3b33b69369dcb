public struct VersionDocument: Document {
  public static let schemaName = "adnet.version/1"

  public private(set) var schema = Self.schemaName
  public var version: String

  public init(version: String) { self.version = version }
}
