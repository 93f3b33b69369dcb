import Basics
import NIOHTTP1

/// The changes that a gateway makes to the headers that pass through it (RFC 9110, section 7.6).
enum HeaderRewriting {
  /// The relay's name in Via: a request that has it was relayed once already.
  static let name = RelayReport.via

  /// Headers for one connection alone. A client can add more by naming them in Connection, but not those
  /// of `kept`, which others rely on.
  private static let hopByHop: [StaticString] = [
    "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization",
    "te", "trailer", "transfer-encoding", "upgrade",
  ]
  private static let kept: [StaticString] = [
    "host", "content-length", "authorization", "x-forwarded-for", "via", "content-type",
  ]

  /// The request as it is sent on.
  ///
  /// - Parameter target: the upstream's, for the request's own.
  /// - Parameter length: the length of the body where all of it is known.
  static func request(
    _ head: HTTPRequestHead, target: String, from client: String?, to upstream: Upstream,
    length: Int?, isUpgrade: Bool
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
    if case .peer(let peer) = upstream {
      headers.replaceOrAdd(name: "Host", value: peer.authority)
    }
    return HTTPRequestHead(version: .http1_1, method: head.method, uri: target, headers: headers)
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

  /// The head of an answer that agrees to a WebSocket, as the client gets it.
  static func agreement(_ head: HTTPResponseHead, to request: HTTPRequestHead) -> HTTPResponseHead {
    var answer = answer(head, to: request, closes: false)
    answer.headers.remove(name: "transfer-encoding")
    answer.headers.add(name: "Connection", value: "Upgrade")
    answer.headers.add(name: "Upgrade", value: "websocket")
    return answer
  }

  static func mayHaveBody(_ status: HTTPResponseStatus, _ method: HTTPMethod) -> Bool {
    method != .HEAD && status.code >= 200 && status.code != 204 && status.code != 304
  }

  private static func endToEnd(_ headers: HTTPHeaders, keepsLength: Bool) -> HTTPHeaders {
    // Rarely there, and then mostly one word.
    let named = headers["connection"].isEmpty ? [] : headers[canonicalForm: "connection"]
    var rest = HTTPHeaders()
    rest.reserveCapacity(headers.count + 4)
    for (name, value) in headers {
      if hopByHop.contains(where: { $0.isSame(as: name) }) { continue }
      if !keepsLength, name.isLength { continue }
      if named.contains(where: { $0.isSame(as: name) }),
        !kept.contains(where: { $0.isSame(as: name) })
      {
        continue
      }
      rest.add(name: name, value: value)
    }
    return rest
  }
}

extension StaticString {
  /// Whether both are equal whatever the case of `name`; this one is lower. Compared for each request.
  fileprivate func isSame(as name: String) -> Bool {
    guard utf8CodeUnitCount == name.utf8.count else { return false }
    return withUTF8Buffer { mine in
      zip(mine, name.utf8).allSatisfy { $0 == $1 || ($0 == $1 | 0x20 && $1 >= 0x41) }
    }
  }
}

extension StringProtocol {
  fileprivate func isSame(as name: String) -> Bool {
    utf8.count == name.utf8.count
      && zip(utf8, name.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
  }
}

extension String {
  private static let length: StaticString = "content-length"
  fileprivate var isLength: Bool { Self.length.isSame(as: self) }
}
