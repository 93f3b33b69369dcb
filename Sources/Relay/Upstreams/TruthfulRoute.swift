import NIOHTTP1

/// The route on which a peer says what went wrong. The family has each route three times: `/v2/NETWORK/…` has
/// the statuses of HTTP; `/NETWORK/…` and `/v1/NETWORK/…` turn every failure into 500, so that a refusal for
/// too many requests can't be told from other failures there (docs/nodes.md).
enum TruthfulRoute {
  /// Whether a peer has it.
  enum Knowledge: Equatable { case unknown, has, lacks }

  /// Nil for a target that has none, or is one.
  static func of(_ target: String) -> String? {
    guard target.hasPrefix("/"), target != "/", !target.hasPrefix("/v2/") else { return nil }
    return "/v2" + (target.hasPrefix("/v1/") ? target.dropFirst(3) : target[...])
  }

  /// Whether a request goes there first. To find out, only what may be asked twice does.
  static func isFirst(_ knowledge: Knowledge, mayAskTwice: Bool) -> Bool {
    switch knowledge {
    case .has: true
    case .unknown: mayAskTwice
    case .lacks: false
    }
  }

  /// Whether an answer is data in the family's form. There are servers that answer every path with a page.
  static func isData(_ head: HTTPResponseHead) -> Bool {
    (200..<300).contains(head.status.code)
      && head.headers.first(name: "content-type")?.lowercased().hasPrefix("application/json")
        ?? false
  }
}
