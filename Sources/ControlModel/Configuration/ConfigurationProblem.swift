/// One mistake in the configuration.
public struct ConfigurationProblem: Codable, Hashable, Sendable {
  public var file: String
  public var line: Int?
  public var text: String
  public var hint: String?

  public init(file: String, line: Int?, text: String, hint: String? = nil) {
    self.file = file
    self.line = line
    self.text = text
    self.hint = hint
  }
}
