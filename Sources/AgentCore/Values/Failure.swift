/// An error as operators and machines meet it: in the CLI, in JSON, in the journal.
public struct Failure: Error, Hashable, Codable, Sendable, CustomStringConvertible {
  /// A stable snake_case word: match on this, never on the text.
  public let kind: String
  /// "cannot link release 2.4.1: … does not exist": lowercase, no full stop.
  public let text: String
  public let hint: String?
  public let exit: ExitCode

  public init(_ kind: String, _ text: String, hint: String? = nil, exit: ExitCode = .failed) {
    self.kind = kind
    self.text = text
    self.hint = hint
    self.exit = exit
  }

  public var description: String { hint.map { "\(text)\nhint: \($0)" } ?? text }
}
