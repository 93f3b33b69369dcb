import AgentCore
public import Basics

/// The meaning of one kind, as `adnet-agent explain` prints it.
public struct KindDocument: Document {
  public static let schemaName = "adnet.kind/1"

  /// The kind of a failure; exit code and status are those of most of its failures.
  public struct OfFailure: Codable, Sendable, Hashable {
    public var meaning: String
    public var exit: ExitCode
    /// The HTTP status of its answer.
    public var httpStatus: Int
    public var advice: String?

    init(_ kind: FailureKind) {
      meaning = kind.meaning
      exit = kind.exit
      httpStatus = kind.exit == .done ? 200 : kind.httpStatus ?? kind.exit.httpStatus
      advice = kind.advice
    }
  }

  /// The kind of a problem in `status` or `health`.
  public struct OfProblem: Codable, Sendable, Hashable {
    public var meaning: String
    public var advice: String?

    init(_ kind: ProblemKind) {
      meaning = kind.meaning
      advice = kind.advice
    }
  }

  public private(set) var schema = Self.schemaName
  public var kind: String
  /// The kind as one of failures; nil where no failure has it.
  public var failure: OfFailure?
  /// The kind as one of problems; nil where no problem has it.
  public var problem: OfProblem?

  /// The document of one kind; nil where this version has no such kind.
  public init?(_ word: String) {
    kind = word
    failure = FailureKind.named(word).map(OfFailure.init)
    problem = ProblemKind.named(word).map(OfProblem.init)
    if failure == nil, problem == nil { return nil }
  }

  /// Every word of both lists, sorted.
  public static let words = Set(
    FailureKind.all.map(\.rawValue) + ProblemKind.all.map(\.rawValue)
  ).sorted()
}

/// The list of all kinds, by name.
public struct KindListDocument: Document {
  public static let schemaName = "adnet.kinds/1"

  public private(set) var schema = Self.schemaName
  public var kinds: [KindDocument]

  public init() { kinds = KindDocument.words.compactMap(KindDocument.init) }
}
