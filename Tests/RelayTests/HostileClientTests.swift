import Basics
import Glibc
import LinuxSystem
import Synchronization
import Testing

@testable import Relay

/// A way to write a request that others may read differently, or that takes more than its share.
struct HostileRequest: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  /// How the answer begins, or that there is none.
  let answers: [String]

  init(_ name: String, _ text: String, _ answers: String...) {
    self.name = name
    self.text = text
    self.answers = answers.map { "HTTP/1.1 \($0) " }
  }

  var testDescription: String { name }

  private static let host = "Host: x\r\n"
  private static func post(_ headers: String, _ body: String = "hello") -> String {
    "POST /t HTTP/1.1\r\n\(host)\(headers)\r\n\r\n\(body)"
  }

  static let all: [HostileRequest] =
    framing + chunks + heads + sizes

  private static let framing = [
    HostileRequest("both lengths", post("Content-Length: 5\r\nTransfer-Encoding: chunked"), "400"),
    HostileRequest(
      "both lengths, the other way", post("Transfer-Encoding: chunked\r\nContent-Length: 5"), "400"),
    HostileRequest("two lengths", post("Content-Length: 5\r\nContent-Length: 6"), "400"),
    HostileRequest("one length twice", post("Content-Length: 5\r\nContent-Length: 5"), "400"),
    HostileRequest("a list of lengths", post("Content-Length: 5, 5"), "400"),
    HostileRequest("a length with a sign", post("Content-Length: +5"), "400"),
    HostileRequest("a negative length", post("Content-Length: -1"), "400"),
    HostileRequest("a length in hex", post("Content-Length: 0x5"), "400"),
    HostileRequest("a length beyond all", post("Content-Length: 99999999999999999999"), "400"),
    HostileRequest("no length's number", post("Content-Length: "), "400"),
    HostileRequest("another encoding", post("Transfer-Encoding: gzip"), "400"),
    HostileRequest("an encoding nearly as known", post("Transfer-Encoding: xchunked"), "400"),
    HostileRequest("chunked not last", post("Transfer-Encoding: chunked, identity"), "400"),
    HostileRequest("chunked twice", post("Transfer-Encoding: chunked, chunked"), "400"),
    HostileRequest(
      "two encodings", post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked"), "400"),
    HostileRequest("an encoding after a tab", post("Transfer-Encoding:\u{b}chunked"), "400"),
    HostileRequest(
      "an encoding in HTTP/1.0",
      "POST /t HTTP/1.0\r\n\(host)Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"),
    HostileRequest("a blank before the colon", post("Content-Length : 5"), "400"),
    HostileRequest("a folded header", post("X: a\r\n b\r\nContent-Length: 5"), "400"),
    HostileRequest("a length hidden by a fold", post("X: a\r\n\tContent-Length: 5"), "400"),
  ]

  private static func chunked(_ body: String) -> String { post("Transfer-Encoding: chunked", body) }

  private static let chunks = [
    HostileRequest("a chunk without a size", chunked("\r\nhello\r\n0\r\n\r\n"), "400"),
    HostileRequest("a chunk's size with 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n"), "400"),
    HostileRequest("a negative chunk", chunked("-5\r\nhello\r\n0\r\n\r\n"), "400"),
    HostileRequest("a chunk beyond all", chunked("FFFFFFFFFFFFFFFFF\r\nhello\r\n"), "400"),
    HostileRequest("a chunk longer than said", chunked("3\r\nhello\r\n0\r\n\r\n"), "400"),
    HostileRequest("a chunk's size with a line feed", chunked("5\nhello\r\n0\r\n\r\n"), "400"),
    HostileRequest("no end of the chunk's line", chunked("5\rXhello\r\n0\r\n\r\n"), "400"),
  ]

  private static let heads = [
    HostileRequest("no host", "GET / HTTP/1.1\r\n\r\n", "400"),
    HostileRequest("two hosts", "GET / HTTP/1.1\r\n\(host)Host: y\r\n\r\n", "400"),
    HostileRequest("a foreign target", "GET http://y/ HTTP/1.1\r\n\(host)\r\n", "400"),
    HostileRequest("no path", "GET x HTTP/1.1\r\n\(host)\r\n", "400"),
    HostileRequest("a tunnel", "CONNECT y:80 HTTP/1.1\r\n\(host)\r\n", "405"),
    HostileRequest("an echo", "TRACE / HTTP/1.1\r\n\(host)\r\n", "405"),
    HostileRequest("HTTP/0.9", "GET /\r\n\r\n", "400", "505"),
    HostileRequest("HTTP/2.0", "GET / HTTP/2.0\r\n\(host)\r\n", "505", "400"),
    HostileRequest("HTTP/1.2", "GET / HTTP/1.2\r\n\(host)\r\n", "505", "400"),
    HostileRequest("HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505", "400"),
    HostileRequest("an unknown method", "BREW / HTTP/1.1\r\n\(host)\r\n", "400"),
    HostileRequest("a zero in a header", "GET / HTTP/1.1\r\n\(host)X: a\0b\r\n\r\n", "400"),
    HostileRequest("a bare return", "GET / HTTP/1.1\r\n\(host)X: a\rb\r\n\r\n", "400"),
    HostileRequest("line feeds alone", "GET / HTTP/1.1\nHost: x\n\n", "400", "505"),
    HostileRequest("no name", "GET / HTTP/1.1\r\n\(host): x\r\n\r\n", "400"),
    HostileRequest("no colon", "GET / HTTP/1.1\r\n\(host)X\r\n\r\n", "400"),
    HostileRequest("TLS", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}", "400"),
  ]

  private static let sizes = [
    HostileRequest(
      "a header that is too long",
      "GET / HTTP/1.1\r\n\(host)X: \(String(repeating: "y", count: 40_000))\r\n\r\n", "431"),
    HostileRequest(
      "too many headers",
      "GET / HTTP/1.1\r\n\(host)\(String(repeating: "X: y\r\n", count: 200))\r\n", "431"),
    HostileRequest(
      "a target that is too long",
      "GET /\(String(repeating: "y", count: 70_000)) HTTP/1.1\r\n\(host)\r\n", "431", "400"),
  ]
}

extension OneAtATime {
  @Suite struct HostileClientTests {
    @Test func whatOthersMayReadOtherwiseIsRefused() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let peer = try ScriptedServer { _ in ScriptedServer.height(1) }
        let relay = try RunningRelay.diverted(port, to: [peer])
        for request in HostileRequest.all {
          let client = try port.connect()
          client.send(request.text)
          let answer = try client.receiveAll(milliseconds: 3_000)
          #expect(
            request.answers.contains { answer.hasPrefix($0) },
            "\(request.name): \(answer.prefix(60))")
          #expect(!answer.contains("\nHTTP/1.1 "), "\(request.name): more than one answer")
        }
        #expect(peer.requests.withLock { $0 } == [])
        #expect(try relay.ask(.status).counts.refused == HostileRequest.all.count)
        try relay.stop()
      }
    }

    @Test func whoSendsHalfARequestAndWaitsIsLetGo() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let peer = try ScriptedServer { _ in ScriptedServer.height(1) }
        let relay = try RunningRelay.diverted(port, to: [peer])
        let slow = try port.connect()
        // A byte now and then keeps nobody here: the head has to be there in time.
        for byte in "GET / HTTP/1.1\r\nX: aaaaaaaaa" {
          slow.send(String(byte))
          Clock.sleep(milliseconds: 60)
        }
        #expect(try slow.receiveAll().hasPrefix("HTTP/1.1 408 "))
        let body = try port.connect()
        body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
        #expect(try body.receiveAll().hasPrefix("HTTP/1.1 408 "))
        try relay.stop()
      }
    }

    private static let seeds = [UInt64](
      1...(getenv("ADNET_RELAY_SEEDS").flatMap { UInt64(String(cString: $0)) } ?? 4))

    /// Mangled requests: whatever the relay makes of them, its peer must read as many as it sent.
    /// `ADNET_RELAY_SEEDS=n` tries more of them.
    @Test(arguments: seeds)
    func relayAndPeerNeverDisagree(seed: UInt64) throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let peer = try ScriptedServer { _ in ScriptedServer.json("1") }
        let relay = try RunningRelay.diverted(port, to: [peer])
        var mangler = Mangler(seed: seed)
        for _ in 0..<250 {
          let client = try port.connect()
          let text = mangler.next()
          client.send(text)
          client.finishWriting()
          #expect(throws: Never.self, "seed \(seed): \(text.debugDescription)") {
            try client.receiveAll()
          }
        }
        let counts = try relay.ask(.status).counts
        #expect(counts.refused > 50, "the mangler hurts nobody: \(counts)")
        #expect(counts.byPeers > 20, "the mangler kills everything: \(counts)")
        let read = peer.requests.withLock { $0.count }
        #expect(read == counts.byPeers, "seed \(seed): \(read) read, \(counts)")
        try relay.stop()
      }
    }
  }
}

/// Changes a few bytes of good requests. The same seed gives the same.
struct Mangler {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

  private mutating func below(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(max(1, limit)))
  }

  private static let good = [
    "GET /a HTTP/1.1\r\nHost: x\r\n\r\n",
    "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 30\r\n\r\nGET /s HTTP/1.1\r\nHost: x\r\n\r\n..",
    "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1b\r\nGET /s HTTP/1.1\r\nHost: x\r\n\r\n\r\n0\r\n\r\n",
    "GET /d HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, X\r\nX: y\r\n\r\nGET /e HTTP/1.1\r\nHost: x\r\n\r\n",
  ]
  private static let pieces = [
    "\r\n", "\n", "\r", "\0", " ", "\t", ":", "0", "5", "Content-Length: 3\r\n",
    "Transfer-Encoding: chunked\r\n", "chunked", "GET /s HTTP/1.1\r\nHost: x\r\n\r\n", "0\r\n\r\n",
    ";",
    "HTTP/1.0",
  ]

  mutating func next() -> String {
    var bytes = Array(Self.good[below(Self.good.count)].utf8)
    for _ in 0..<below(3) {
      let at = below(bytes.count)
      switch below(4) {
      case 0: bytes.remove(at: at)
      case 1: bytes[at] = UInt8(below(128))
      case 2: bytes.insert(contentsOf: Self.pieces[below(Self.pieces.count)].utf8, at: at)
      default: bytes.removeSubrange(at..<min(bytes.count, at + below(12)))
      }
      if bytes.isEmpty { bytes = [0x0a] }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
