/// Something that is wrong with a genesis, or that its operators should know.
public struct GenesisFinding: Hashable, Sendable {
  public enum Severity: String, Hashable, Codable, Sendable { case error, warning }

  public let severity: Severity
  /// From 1.
  public let line: Int
  /// One sentence, lowercase, no full stop.
  public let text: String
  public let hint: String?

  public init(_ severity: Severity, line: Int, _ text: String, hint: String? = nil) {
    self.severity = severity
    self.line = line
    self.text = text
    self.hint = hint
  }
}
