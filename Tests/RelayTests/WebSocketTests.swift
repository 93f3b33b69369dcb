import Basics
import FoundationEssentials
import Glibc
import LinuxSystem
import Testing

@testable import Relay

@Suite struct FrameBoundaryTests {
  /// A server's frame with that many bytes.
  private func frame(_ length: Int) -> [UInt8] {
    let head: [UInt8] =
      length < 126
      ? [0x81, UInt8(length)]
      : length < 65_536
        ? [0x82, 126, UInt8(length >> 8), UInt8(length & 0xff)]
        : [0x82, 127] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
    return head + [UInt8](repeating: 0x2a, count: length)
  }

  @Test(arguments: [0, 1, 125, 126, 65_535, 65_536])
  func endsWhereTheFrameEnds(length: Int) {
    let bytes = frame(length)
    var boundary = FrameBoundary()
    for cut in [1, 2, bytes.count / 2, bytes.count - 1] where (1..<bytes.count).contains(cut) {
      boundary.pass(bytes[..<cut])
      #expect(!boundary.isBetween, "\(cut) of \(bytes.count)")
      #expect(boundary.passToEnd(bytes[cut...] + frame(3)) == bytes.count - cut)
      #expect(boundary.isBetween)
    }
    boundary.pass(bytes + bytes)
    #expect(boundary.isBetween)
  }

  @Test func aMaskCountsAsPartOfTheFrame() {
    var boundary = FrameBoundary()
    boundary.pass([0x81, 0x82, 1, 2, 3, 4, 5])
    #expect(!boundary.isBetween)
    boundary.pass([6])
    #expect(boundary.isBetween)
  }
}

@Suite struct SpeechTests {
  @Test func theFirstByteTells() {
    func speech(_ bytes: UInt8...) -> ProtocolDetector.Speech {
      ProtocolDetector.Speech(.init(bytes))
    }
    #expect(speech(0x47, 0x45, 0x54) == .http)
    #expect(speech(0x0d, 0x0a) == .http)
    #expect(speech(0x81, 0x85) == .webSocket)
    #expect(speech(0x89, 0x80) == .webSocket)
    #expect(speech(0x81, 0x05) == .foreign)
    #expect(speech(0x16, 0x03) == .foreign)
    #expect(speech(0x00, 0x00) == .foreign)
  }
}

extension OneAtATime {
  @Suite struct WebSocketTests {
    private static let hello =
      "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    private static let welcome =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"

    @Test func isRelayedAndToldToComeAgainWhenTheNodeIsBack() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        // Greets in the same breath as it agrees.
        let peer = try ScriptedServer { request in
          request.contains("Sec-WebSocket-Key") ? .answer(Self.welcome + "\u{1}\u{2}hi") : .close
        }
        let relay = try RunningRelay.diverted(port, to: [peer])
        let client = try port.connect()
        client.send(Self.hello)
        let first = try client.receive(until: "hi")
        #expect(first.hasPrefix(Array("HTTP/1.1 101 ".utf8)))
        #expect(first.hasSuffix([1, 2] + Array("hi".utf8)))
        #expect(try relay.ask(.status).counts.webSockets == 1)
        try relay.ask(.routeNode)
        #expect(try client.receiveBytes().hasSuffix(WebSocketClose.restart))
        #expect(try relay.ask(.status).counts.webSocketsClosed == 1)
        try relay.stop()
      }
    }

    /// More than both kernels and the relay hold, so that the relay has to stop reading and go on.
    @Test func aSlowReaderGetsAllThatItsPeerSends() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        let length = 24 * 1024 * 1024
        let peer = try ScriptedServer { _ in
          .last(Self.welcome + String(repeating: "x", count: length))
        }
        let relay = try RunningRelay.diverted(port, to: [peer])
        let client = try port.connect()
        client.send(Self.hello)
        Clock.sleep(milliseconds: 700)
        let all = try client.receiveBytes(milliseconds: 20_000)
        #expect(all.count > length)
        try relay.stop()
      }
    }

    @Test func aRefusedHandshakeIsAnAnswerAsAnyOther() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let peer = try ScriptedServer { _ in
          .answer(ScriptedServer.text("no", status: "403 Forbidden"))
        }
        let relay = try RunningRelay.diverted(port, to: [peer])
        let client = try port.connect()
        client.send(Self.hello)
        #expect(try client.receiveAll().hasPrefix("HTTP/1.1 403 "))
        try relay.stop()
      }
    }

    /// What is passed by whoever drains a node, in place of its connections.
    @Test(arguments: AdoptedKind.allCases)
    func anAdoptedConnectionIsServedOrToldToComeAgain(kind: AdoptedKind) throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let peer = try ScriptedServer { _ in ScriptedServer.height(4) }
        let relay = try RunningRelay(port)
        try relay.ask(.peers([peer.url]))
        let client = try port.connect()
        let passed = try Passed(port, relay, kind)
        switch kind {
        case .requests:
          client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
          #expect(try client.receiveAnswer().hasSuffix("\r\n\r\n4"))
        case .webSocket: #expect(try client.receiveBytes() == WebSocketClose.restart)
        }
        _ = consume passed
        try relay.stop()
      }
    }

    /// As hyper does at the end: what counts is what the client saw.
    @Test(arguments: [SHUT_WR, SHUT_RDWR, nil], [true, false])
    func anAdoptedConnectionThatTheNodeEndsIsCut(how: Int?, leaves: Bool) throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let relay = try RunningRelay(port)
        var client: Client? = try port.connect()
        let passed = try Passed(port, relay, .requests)
        var report = AdoptionReport(beganUnixMs: 1)
        report.adopted = 1
        try passed.link.send(Array(try JSONEncoder().encode(report)))
        #expect(try passed.link.receive(limit: 100) == Array("noted".utf8))
        if let how {
          shutdown(passed.connection.descriptor.raw, Int32(how))
          #expect(try client?.receiveBytes().isEmpty == true)
        }
        if leaves { client = nil }
        var found: AdoptionReport?
        // It looks four times a second.
        if how == nil { Clock.sleep(milliseconds: 600) }
        for _ in 0..<100 where found?.cut != (how == nil ? 0 : 1) {
          Clock.sleep(milliseconds: 20)
          found = try relay.ask(.status).adoption
        }
        #expect(found?.cut == (how == nil ? 0 : 1) && found?.adopted == (how == nil ? 1 : 0))
        client = nil
        try relay.stop()
      }
    }

    @Test func whoPassesNothingKnownIsRefused() throws {
      try PrivateNetwork.run {
        let relay = try RunningRelay(HeldPort("127.0.0.1"))
        let link = try UnixSocket.connect(relay.adoptionPath, .packets)
        let stranger = try Descriptor.open("/dev/null", .read)
        for word in ["requests", "x"] {
          try link.send(Array(word.utf8), with: stranger)
          let answer = String(decoding: try link.receive(limit: 200), as: UTF8.self)
          #expect(answer.hasPrefix("refused "))
        }
        try link.send(Array("{}".utf8))
        #expect(String(decoding: try link.receive(limit: 500), as: UTF8.self).hasPrefix("refused "))
        try relay.stop()
      }
    }
  }
}

/// A client's connection as whoever drains a node has it: passed to the relay, and still open here.
private struct Passed: ~Copyable {
  let connection: TCPConnection
  let link: UnixSocket

  /// The client has connected.
  init(_ port: HeldPort, _ relay: RunningRelay, _ kind: AdoptedKind) throws {
    Clock.sleep(milliseconds: 50)
    var accepted: TCPConnection?
    // The relay's own probes wait there too.
    while let next = try port.node.listener.accept() { accepted = consume next }
    try relay.ask(.routeRelay)
    let link = try UnixSocket.connect(relay.adoptionPath, .packets)
    guard let connection = accepted.take() else {
      throw Failure(.timedOut, "nobody connected")
    }
    try link.send(Array(kind.rawValue.utf8), with: connection.descriptor)
    #expect(try link.receive(limit: 100) == Array("taken".utf8))
    self.link = link
    self.connection = connection
  }
}

extension Array where Element == UInt8 {
  fileprivate func hasPrefix(_ other: [UInt8]) -> Bool { starts(with: other) }
  fileprivate func hasSuffix(_ other: [UInt8]) -> Bool { suffix(other.count).elementsEqual(other) }
}
