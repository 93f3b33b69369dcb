import AgentDaemon
import Basics
import ControlModel

/// The document of `adnet-agent probe try --json`.
struct ProbeTryDocument: Document {
  static let schemaName = "adnet.probe-try/1"

  private(set) var schema = Self.schemaName
  var chain: ChainName
  var queries: [Query]

  init(chain: ChainName, queries: [Query]) {
    self.chain = chain
    self.queries = queries
  }

  struct Query: Codable, Hashable, Sendable {
    var query: String
    var request: String?
    var value: String?
    var problem: String?
    var milliseconds: Int
    var isNeeded: Bool

    enum CodingKeys: String, CodingKey {
      case query, request, value, problem, milliseconds
      case isNeeded = "is_needed"
    }

    init(_ answer: ProbeTrial.Answer) {
      query = answer.query
      request = answer.request
      value = answer.value
      problem = answer.problem
      milliseconds = answer.milliseconds
      isNeeded = answer.isNeeded
    }
  }
}

/// The queries in words.
enum ProbeTryText {
  static func text(_ document: ProbeTryDocument, _ paint: Paint) -> String {
    var table = Table("QUERY", "", "ANSWER", "MS", "REQUEST")
    for query in document.queries {
      let verdict: (String, Tone) =
        query.value != nil ? ("ok", .good) : query.isNeeded ? ("bad", .bad) : ("none", .dim)
      table.add(
        .init(query.query), .init(verdict.0, verdict.1),
        .init(query.value ?? query.problem ?? ""), .init("\(query.milliseconds)"),
        .init(query.request ?? "–"))
    }
    return table.lines(paint).joined(separator: "\n") + "\n"
  }
}
