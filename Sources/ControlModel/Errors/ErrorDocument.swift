public import Basics

/// A `Failure` as the API answers it.
public struct ErrorDocument: Document {
  public static let schemaName = "adnet.error/1"

  public private(set) var schema = Self.schemaName
  public var kind: FailureKind
  public var text: String
  public var hint: String?
  public var exit: ExitCode

  public init(_ failure: Failure) {
    kind = failure.kind
    text = failure.text
    hint = failure.help
    exit = failure.exit
  }

  public var failure: Failure { Failure(kind, text, hint: hint, exit: exit) }
}
