public import Basics

/// The answer to an order for what is so already. Nothing was done, and that is no error.
public struct NothingDocument: Document {
  public static let schemaName = "adnet.nothing/1"

  public private(set) var schema = Self.schemaName
  /// The state that there is already, such as `already_stopped`: match on this, never on the text.
  public var kind: FailureKind
  public var text: String

  public init(_ nothing: Failure) {
    kind = nothing.kind
    text = nothing.text
  }

  public var failure: Failure { .nothingToDo(kind, text) }
}
