/// The document with all errors in the configuration.
public struct ConfigurationProblems: Document {
  public static let schemaName = "adnet.configuration-problems/1"

  public private(set) var schema = Self.schemaName
  /// The errors, by file and line; none when the configuration is valid.
  public var problems: [ConfigurationProblem]

  public init(problems: [ConfigurationProblem]) { self.problems = problems }
}
