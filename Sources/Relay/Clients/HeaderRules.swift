import AgentCore
import NIOHTTP1

/// What a gateway changes in the headers that pass through it (RFC 9110, section 7.6).
enum HeaderRules {
  /// As we name ourselves in Via: a request that has it was relayed once already.
  static let name = "adnet-relay"

  private static let hopByHop: Set<String> = [
    "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization",
    "te", "trailer", "transfer-encoding", "upgrade",
  ]
  /// A client can't have these taken away by naming them in Connection.
  private static let kept: Set<String> = [
    "host", "content-length", "authorization", "x-forwarded-for", "via", "content-type",
  ]

  /// The request as it is sent on.
  ///
  /// - Parameter length: the length of the body where all of it is known.
  static func request(
    _ head: HTTPRequestHead, from client: String?, to upstream: Upstream, length: Int?,
    isUpgrade: Bool
  ) -> HTTPRequestHead {
    var headers = endToEnd(head.headers, keepsLength: length == nil)
    if let client {
      let before = head.headers["x-forwarded-for"]
      headers.remove(name: "x-forwarded-for")
      headers.add(name: "X-Forwarded-For", value: (before + [client]).joined(separator: ", "))
    }
    headers.add(name: "Via", value: "1.\(head.version.minor) \(name)")
    headers.remove(name: "expect")
    if let length {
      // A body of nothing needs no header, and some servers take one on a GET amiss.
      if length > 0 || head.headers.contains(name: "content-length") {
        headers.add(name: "Content-Length", value: "\(length)")
      }
    } else if head.headers.contains(name: "transfer-encoding") {
      headers.add(name: "Transfer-Encoding", value: "chunked")
    }
    if isUpgrade {
      headers.add(name: "Connection", value: "Upgrade")
      headers.add(name: "Upgrade", value: head.headers["upgrade"].joined(separator: ", "))
    }
    var uri = head.uri
    if case .peer(let peer) = upstream {
      headers.replaceOrAdd(name: "Host", value: peer.authority)
      uri = peer.prefix + uri
    }
    return HTTPRequestHead(version: .http1_1, method: head.method, uri: uri, headers: headers)
  }

  /// The answer as the client gets it.
  static func answer(
    _ head: HTTPResponseHead, to request: HTTPRequestHead, closes: Bool
  ) -> HTTPResponseHead {
    var headers = endToEnd(head.headers, keepsLength: true)
    headers.add(name: "Via", value: "1.\(head.version.minor) \(name)")
    let hasBody = mayHaveBody(head.status, request.method)
    if hasBody, !headers.contains(name: "content-length"), request.version == .http1_1 {
      headers.add(name: "Transfer-Encoding", value: "chunked")
    }
    if closes {
      headers.add(name: "Connection", value: "close")
    } else if request.version == .http1_0 {
      headers.add(name: "Connection", value: "keep-alive")
    }
    return HTTPResponseHead(version: .http1_1, status: head.status, headers: headers)
  }

  static func mayHaveBody(_ status: HTTPResponseStatus, _ method: HTTPMethod) -> Bool {
    method != .HEAD && status.code >= 200 && status.code != 204 && status.code != 304
  }

  private static func endToEnd(_ headers: HTTPHeaders, keepsLength: Bool) -> HTTPHeaders {
    var dropped = hopByHop
    if !keepsLength { dropped.insert("content-length") }
    if headers.contains(name: "connection") {
      for token in headers[canonicalForm: "connection"] {
        let name = token.lowercased()
        if !kept.contains(name) { dropped.insert(name) }
      }
    }
    var rest = HTTPHeaders()
    rest.reserveCapacity(headers.count + 4)
    for (name, value) in headers where !dropped.contains(name.lowercased()) {
      rest.add(name: name, value: value)
    }
    return rest
  }
}
