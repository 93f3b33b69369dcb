import Basics
import LinuxSystem
import NIOHTTP1
import Testing

@testable import Relay

@Suite struct HeaderRewritingTests {
  private let node = Upstream.node(target: TCPAddress("127.0.0.1", port: 1)!, source: nil)
  private let peer = Upstream.peer(PeerTarget("http://10.0.0.1:3030/api")!)

  private func sent(
    _ headers: HTTPHeaders, to upstream: Upstream? = nil, length: Int? = 0,
    version: HTTPVersion = .http1_1, isUpgrade: Bool = false
  ) -> HTTPRequestHead {
    HeaderRewriting.request(
      HTTPRequestHead(version: version, method: .POST, uri: "/a", headers: headers),
      target: "/api/a", from: "192.0.2.1", to: upstream ?? node, length: length,
      isUpgrade: isUpgrade)
  }

  @Test func whatIsForOneConnectionGoesNoFurther() {
    let head = sent([
      "Host": "x", "Connection": "close, X-Secret, Host", "X-Secret": "1", "Keep-Alive": "5",
      "TE": "trailers", "Transfer-Encoding": "chunked", "Upgrade": "h2c",
      "Proxy-Authorization": "a",
      "Expect": "100-continue", "Accept": "*/*",
    ])
    #expect(
      head.headers.map(\.name) == ["Host", "Accept", "X-Forwarded-For", "Via"],
      "what others rely on can't be taken away by naming it in Connection")
  }

  @Test func theLengthIsSaidOnce() {
    func framing(_ head: HTTPRequestHead) -> [String] {
      head.headers["content-length"] + head.headers["transfer-encoding"]
    }
    #expect(framing(sent(["Content-Length": "7"], length: 7)) == ["7"])
    #expect(framing(sent(["Transfer-Encoding": "chunked"], length: 7)) == ["7"])
    #expect(framing(sent(["Transfer-Encoding": "chunked"], length: nil)) == ["chunked"])
    #expect(framing(sent(["Content-Length": "900000"], length: nil)) == ["900000"])
    #expect(framing(sent([:])) == [])
  }

  @Test func theClientIsAddedToThoseBefore() {
    #expect(sent([:]).headers["x-forwarded-for"] == ["192.0.2.1"])
    #expect(
      sent(["X-Forwarded-For": "a", "x-forwarded-for": "b, c"]).headers["X-Forwarded-For"]
        == ["a, b, c, 192.0.2.1"])
  }

  @Test func aPeerIsAskedByItsOwnName() {
    let head = sent(["Host": "x"], to: peer)
    #expect(head.uri == "/api/a")
    #expect(head.headers["host"] == ["10.0.0.1:3030"])
    #expect(sent(["Host": "x"]).headers["host"] == ["x"])
  }

  @Test func aWebSocketsHandshakeStaysOne() {
    let head = sent(["Connection": "upgrade", "Upgrade": "websocket"], isUpgrade: true)
    #expect(head.headers["connection"] == ["Upgrade"])
    #expect(head.headers["upgrade"] == ["websocket"])
  }

  private func answer(
    _ headers: HTTPHeaders, _ method: HTTPMethod = .GET, _ version: HTTPVersion = .http1_1,
    status: HTTPResponseStatus = .ok, closes: Bool = false
  ) -> HTTPHeaders {
    let request = HTTPRequestHead(version: version, method: method, uri: "/")
    let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    return HeaderRewriting.answer(head, to: request, closes: closes).headers
  }

  @Test func anAnswerIsFramedForItsClient() {
    #expect(answer([:])["transfer-encoding"] == ["chunked"])
    #expect(answer(["Content-Length": "3"])["transfer-encoding"] == [])
    #expect(answer([:], .HEAD)["transfer-encoding"] == [])
    #expect(answer([:], .GET, .http1_0)["transfer-encoding"] == [])
    #expect(answer([:], status: .noContent)["transfer-encoding"] == [])
    #expect(answer([:], status: .notModified)["transfer-encoding"] == [])
  }

  @Test func whetherTheConnectionGoesOnIsOurs() {
    #expect(answer(["Connection": "close"])["connection"] == [])
    #expect(answer(["Connection": "keep-alive"], closes: true)["connection"] == ["close"])
    #expect(answer(["Content-Length": "1"], .GET, .http1_0)["connection"] == ["keep-alive"])
  }

  @Test func eachClientHasItsOwnPlaceAtTheNode() throws {
    let target = try #require(TCPAddress("127.0.0.1", port: 3030))
    func place(_ client: String) -> String? {
      Upstream.source(for: TCPAddress(client, port: 9), target: target)?.host
    }
    let places = Set((1...200).compactMap { place("192.0.2.\($0)") })
    #expect(places.count == 200)
    #expect(places.allSatisfy { $0.hasPrefix("127.") && !$0.hasPrefix("127.0.") })
    #expect(place("127.9.9.9") == "127.9.9.9")
    #expect(place(ProbeSource.address) == nil)
    #expect(place("2001:db8:1:2::3") == place("2001:db8:1:2::4"), "one /64, one client")
    let six = try #require(TCPAddress("::1", port: 3030))
    #expect(Upstream.source(for: TCPAddress("192.0.2.1", port: 9), target: six) == nil)
  }
}
