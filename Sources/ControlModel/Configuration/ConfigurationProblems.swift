/// All mistakes in the configuration at once.
public struct ConfigurationProblems: Document {
  public static let schemaName = "adnet.configuration-problems/1"

  public private(set) var schema = Self.schemaName
  /// In the order of files and lines; none when the configuration is valid.
  public var problems: [ConfigurationProblem]

  public init(problems: [ConfigurationProblem]) { self.problems = problems }
}
