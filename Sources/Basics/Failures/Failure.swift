/// An error as operators and machines meet it: in the CLI, in JSON, in the journal.
public struct Failure: Error, Hashable, Codable, Sendable, CustomStringConvertible {
  public let kind: FailureKind
  /// "cannot link release 2.4.1: … does not exist": lowercase, no full stop.
  public let text: String
  public let hint: String?
  public let exit: ExitCode

  /// - Parameter exit: nil for the one of the kind.
  public init(_ kind: FailureKind, _ text: String, hint: String? = nil, exit: ExitCode? = nil) {
    self.kind = kind
    self.text = text
    self.hint = hint
    self.exit = exit ?? kind.exit
  }

  /// A failure in the place of an error where what was asked for is so already: the exit code is 0,
  /// and `kind` says what is so.
  public static func nothingToDo(_ kind: FailureKind, _ text: String) -> Failure {
    Failure(kind, text, exit: .done)
  }

  /// The failure of whoever names a chain that isn't among the configured ones.
  public static func noChain(
    _ chain: ChainName, among known: some Sequence<ChainName>
  ) -> Failure {
    let names = known.map(\.text).sorted().joined(separator: ", ")
    return Failure(.chainUnknown, "there is no chain \(chain)", hint: "configured: \(names)")
  }

  public var isNothingToDo: Bool { exit == .done }

  /// The part after "cannot X: ", to be told again in a wider sentence.
  public var reason: String {
    guard text.hasPrefix("cannot "), let colon = text.firstRange(of: ": ") else { return text }
    return String(text[colon.upperBound...])
  }

  /// The hint, or else what always helps with its kind.
  public var help: String? { hint ?? kind.advice }

  public var description: String { help.map { "\(text)\nhint: \($0)" } ?? text }
}
