import AgentCore
public import Basics

/// What one kind means, as `adnet-agent explain` prints it.
public struct KindDocument: Document {
  public static let schemaName = "adnet.kind/1"

  /// The kind of a failure; exit code and status are those of most of its failures.
  public struct OfFailure: Codable, Sendable, Hashable {
    public var meaning: String
    public var exit: ExitCode
    /// Of its answer over HTTP.
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
  /// Nil where no failure has the kind.
  public var failure: OfFailure?
  /// Nil where no problem has the kind.
  public var problem: OfProblem?

  /// Nil where this version has no such kind.
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

/// All kinds, by name.
public struct KindListDocument: Document {
  public static let schemaName = "adnet.kinds/1"

  public private(set) var schema = Self.schemaName
  public var kinds: [KindDocument]

  public init() { kinds = KindDocument.words.compactMap(KindDocument.init) }
}
