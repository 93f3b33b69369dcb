import Testing

@testable import Relay

@Suite struct RequestHeadTests {
  @Test(arguments: ["", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r", "\r\n\r"])
  func anUnfinishedHeadIsNone(text: String) {
    #expect(RequestHead(Array(text.utf8)) == nil)
  }

  @Test func theAnswerSaysHowLongItIs() throws {
    let head = try #require(RequestHead(Array("GET / HTTP/1.1\r\n\r\nrest".utf8)))
    #expect(
      String(decoding: head.unavailable, as: UTF8.self) == """
        HTTP/1.1 503 Service Unavailable\r
        Content-Type: application/json\r
        Content-Length: 73\r
        Retry-After: 5\r
        Connection: close\r
        \r
        {"kind":"node_away","text":"the node is being replaced, try again soon"}

        """)
  }

  @Test func theAnswerToHeadHasNoBody() throws {
    let head = try #require(RequestHead(Array("HEAD / HTTP/1.1\r\n\r\n".utf8)))
    #expect(String(decoding: head.unavailable, as: UTF8.self).hasSuffix("close\r\n\r\n"))
  }
}
