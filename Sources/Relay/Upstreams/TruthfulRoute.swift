import Basics
import NIOHTTP1

/// The route on which a peer says what went wrong. The family has each route three times: `/v2/NETWORK/…` has
/// the statuses of HTTP; `/NETWORK/…` and `/v1/NETWORK/…` turn every failure into 500, so that a refusal for
/// too many requests can't be told from other failures there (docs/nodes.md).
enum TruthfulRoute {
  /// Whether a peer has it.
  enum Knowledge: Equatable { case unknown, has, lacks }

  /// The whole target at the peer; nil for a request that has none, or is on it.
  static func of(_ head: HTTPRequestHead, at peer: PeerTarget) -> String? {
    // Servers answer a browser's preflight before any route is looked for.
    guard head.method != .OPTIONS, head.uri.hasPrefix("/"), head.uri != "/",
      !head.uri.hasPrefix("/v2/"), !peer.prefix.hasSuffix("/v2")
    else { return nil }
    if peer.prefix.hasSuffix("/v1") { return "\(peer.prefix.dropLast(3))/v2\(head.uri)" }
    let named = head.uri.hasPrefix("/v1/") ? head.uri.dropFirst(3) : head.uri[...]
    return "\(peer.prefix)/v2\(named)"
  }

  /// Whether an answer is data in the family's form. There are servers that answer every path with a page.
  static func isData(_ head: HTTPResponseHead) -> Bool {
    (200..<300).contains(head.status.code) && isJSON(head)
  }

  /// Whether an answer says that there is no such route, so that nothing was done. The family's own failures
  /// are JSON there.
  static func isMissing(_ head: HTTPResponseHead) -> Bool {
    (head.status == .notFound || head.status == .methodNotAllowed) && !isJSON(head)
  }

  /// Whether an answer is one of a server without the route, be it a page.
  static func isPage(_ head: HTTPResponseHead) -> Bool {
    isMissing(head) || (200..<300).contains(head.status.code) && !isJSON(head)
  }

  private static func isJSON(_ head: HTTPResponseHead) -> Bool {
    head.headers.first(name: "content-type")?.lowercased().hasPrefix("application/json") ?? false
  }
}
