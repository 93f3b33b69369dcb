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
    return Failure(.chainUnknown, "cannot find chain \(chain)", hint: "configured: \(names)")
  }

  /// The failure of whoever meets a file of a version that writes another schema.
  ///
  /// - Parameter writer: the version that wrote the file; nil where the file doesn't say it.
  public static func schemaUnknown(
    _ kind: FailureKind, _ path: String, _ schema: String, known: String,
    writtenBy writer: String? = nil
  ) -> Failure {
    Failure(
      kind, "cannot use \(path): its schema is \(schema), known is \(known)",
      hint: installing(writer: writer))
  }

  public static func installing(writer: String?) -> String {
    let writer =
      writer.map { "adnet-agent \($0), which wrote it" }
      ?? "the version of adnet-agent that wrote it"
    return "install \(writer), or a newer one"
  }

  public var isNothingToDo: Bool { exit == .done }

  /// The part after "cannot X: ", to be told again in a wider sentence.
  public var reason: String {
    guard text.hasPrefix("cannot "), let colon = text.firstRange(of: ": ") else { return text }
    return String(text[colon.upperBound...])
  }

  /// The failure with a hint that names the chain, where the one of its kind has CHAIN.
  public func about(_ chain: ChainName) -> Failure {
    Failure(kind, text, hint: help?.replacing("CHAIN", with: chain.text), exit: exit)
  }

  /// The hint, or else what always helps with its kind.
  public var help: String? { hint ?? kind.advice }

  public var description: String { help.map { "\(text)\nhint: \($0)" } ?? text }
}
