/// How a node is asked for one thing. Empty fields stand for what the nodes of the family answer to
/// (docs/nodes.md).
public struct ProbeQuery: Hashable, Sendable {
  /// The whole path; empty for the family's own route below the base path.
  public var path = ""
  /// The JSON that is sent by POST; empty for a GET.
  public var body = ""
  /// The place of the value in the JSON answer, such as `result.height` or `0.number`; empty for the
  /// whole answer.
  public var field = ""
  /// The value that means yes, where yes or no is asked for.
  public var equals = ""
  /// The name of the metric that has the value; empty where REST is asked.
  public var metric = ""

  public init() {}

  /// The query in one line: two that differ in it may have other answers.
  public var identity: String {
    [path, body, field, equals, metric].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The role of the port that answers.
  public var role: String { metric.isEmpty ? "rest" : "metrics" }

  /// The query where only REST can be asked: of a metric, what those of the family answer to.
  public var byREST: ProbeQuery { metric.isEmpty ? self : ProbeQuery() }

  /// Whether the node is asked as those of the family are.
  public var isUsual: Bool { self == ProbeQuery() }

  /// Whether the answer is read as one of the family.
  package var isReadAsUsual: Bool { field.isEmpty && equals.isEmpty && metric.isEmpty }
}
