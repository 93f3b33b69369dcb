/// One thing that is wrong in a configuration file.
public struct ConfigurationDiagnostic: Hashable, Sendable, CustomStringConvertible {
  public let file: String
  /// From 1.
  public let line: Int
  /// One sentence, lowercase, no full stop.
  public let text: String
  public let hint: String?

  public init(file: String, line: Int, text: String, hint: String? = nil) {
    self.file = file
    self.line = line
    self.text = text
    self.hint = hint
  }

  public var description: String {
    "\(file):\(line): \(text)" + (hint.map { "\nhint: \($0)" } ?? "")
  }
}
