/// A JSON answer of the agent: it names its schema and the schema's version in the field `schema`.
///
/// A field without a value is left out. Fields are added within a version; a field that goes away
/// or changes its meaning is a new version.
public protocol Document: Codable, Hashable, Sendable {
  static var schemaName: String { get }
  var schema: String { get }
}
