import Basics
import LinuxSystem
import Synchronization
import Testing

@testable import Relay

extension OneAtATime {
  @Suite struct PeerTests {
    private static let get = "GET /mainnet/block/height/latest HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test func aPeerAnswersInTheNodesPlace() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        let peer = try ScriptedServer { _ in ScriptedServer.json("1234") }
        let relay = try RunningRelay.diverted(port, to: [peer])
        let client = try port.connect(from: "127.9.9.9")
        for _ in 0..<3 {
          client.send(Self.get)
          let answer = try client.receiveAnswer()
          #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
          #expect(answer.contains("Via: 1.1 adnet-relay\r\n"))
          #expect(answer.hasSuffix("\r\n\r\n1234"))
          #expect(!answer.lowercased().contains("connection: close"))
        }
        let request = try #require(peer.requests.withLock { $0.first })
        #expect(request.contains("X-Forwarded-For: 127.9.9.9\r\n"))
        #expect(request.contains("Host: \(peer.address)\r\n"))
        #expect(peer.connections.withLock { $0 } == 1)
        let report = try relay.ask(.status)
        #expect(report.counts.byPeers == 3)
        #expect(report.connections == 1)
        withExtendedLifetime(client) {}
        try relay.stop()
      }
    }

    @Test(arguments: [
      ScriptedServer.text("Too Many Requests! Wait for 0s", status: "200 OK"),
      ScriptedServer.text("Too Many Requests! Wait for 0s", status: "500 Internal Server Error"),
      ScriptedServer.text("Too Many Requests! Wait for 0s", status: "429 Too Many Requests"),
      ScriptedServer.text(
        "draining", status: "503 Service Unavailable", more: "Retry-After: 5\r\n"),
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nToo many request\r\n2\r\ns!\r\n0\r\n\r\n",
    ])
    func aRefusalForTooManyRequestsNeverReachesAClient(refusal: String) throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let strict = try ScriptedServer { _ in .answer(refusal) }
        let other = try ScriptedServer { _ in ScriptedServer.height(7) }
        let relay = try RunningRelay.diverted(port, to: [strict, other])
        let client = try port.connect()
        for _ in 0..<6 {
          client.send(Self.get)
          #expect(try client.receiveAnswer().hasSuffix("\r\n\r\n7"))
        }
        #expect(strict.requests.withLock { $0.count } > 0)
        #expect(try relay.ask(.status).counts.limited > 0)
        try relay.stop()
      }
    }

    @Test func withEveryPeerAtItsLimitTheClientGets503AndWhenToComeAgain() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let strict = try ScriptedServer { _ in
          .answer(ScriptedServer.text("Too Many Requests! Wait for 9s"))
        }
        let relay = try RunningRelay.diverted(port, to: [strict], parkLimitMilliseconds: 800)
        let client = try port.connect()
        client.send(Self.get)
        let answer = try client.receiveAll()
        #expect(answer.hasPrefix("HTTP/1.1 503 "))
        #expect(answer.contains("\r\nRetry-After: 5\r\n"))
        try relay.stop()
      }
    }

    @Test func aPeerThatDiesIsReplacedForSafeRequests() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let dying = try ScriptedServer { _ in .close }
        let other = try ScriptedServer { _ in ScriptedServer.height(8) }
        let relay = try RunningRelay.diverted(port, to: [dying, other])
        let client = try port.connect()
        for _ in 0..<4 {
          client.send(Self.get)
          #expect(try client.receiveAnswer().hasSuffix("\r\n\r\n8"))
        }
        #expect(dying.requests.withLock { $0.count } > 0)
        try relay.stop()
      }
    }

    @Test func whatMayNotBeAskedTwiceIsNot() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let dying = try ScriptedServer { _ in .close }
        let relay = try RunningRelay.diverted(port, to: [dying])
        let client = try port.connect()
        client.send("POST /tx HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi")
        #expect(try client.receiveAll().hasPrefix("HTTP/1.1 502 "))
        #expect(dying.requests.withLock { $0.count } == 1)
        #expect(try relay.ask(.status).counts.failed == 1)
        try relay.stop()
      }
    }

    @Test func clientsWhoLeaveDoNotUseUpAPeersWindow() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let isSlow = Mutex(true)
        let peer = try ScriptedServer { _ in
          while isSlow.withLock({ $0 }) { Clock.sleep(milliseconds: 5) }
          return ScriptedServer.height(6)
        }
        let relay = try RunningRelay.diverted(port, to: [peer])
        for _ in 0..<Int(PeerBoard.Standing.widest) + 10 {
          let client = try port.connect()
          client.send(Self.get)
          Clock.sleep(milliseconds: 5)
          client.reset()
        }
        // Nobody who left is still waited for.
        #expect(try relay.ask(.status).counts.byPeers == 0)
        isSlow.withLock { $0 = false }
        let client = try port.connect()
        client.send(Self.get)
        #expect(try client.receiveAnswer().hasSuffix("\r\n\r\n6"))
        try relay.stop()
      }
    }

    @Test func credentialsStayOnThisHost() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        let peer = try ScriptedServer { _ in ScriptedServer.height(1) }
        let relay = try RunningRelay.diverted(port, to: [peer])
        let client = try port.connect()
        client.send(
          "POST /db HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer y\r\nContent-Length: 0\r\n\r\n")
        Clock.sleep(milliseconds: 200)
        #expect(try relay.ask(.status).parked == 1)
        let node = try ScriptedServer(
          try TCPListener(owning: port.node.listener.descriptor.duplicate())
        ) { _ in ScriptedServer.height(2) }
        try relay.ask(.routeNode)
        #expect(try client.receiveAll().hasSuffix("\r\n\r\n2"))
        #expect(node.requests.withLock { $0.filter { $0.contains("Bearer y") }.count } == 1)
        #expect(peer.requests.withLock { $0.isEmpty })
        try relay.stop()
      }
    }

    @Test func whoWaitsForADeadNodeIsTakenByOrderOurProbesExcepted() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        let peer = try ScriptedServer { _ in ScriptedServer.height(5) }
        let relay = try RunningRelay(port)
        // Our relay's own probes wait there as well.
        _ = try port.node.answerAll()
        let early = try port.connect(from: "127.9.9.9")
        let probe = try port.connect(from: ProbeSource.address)
        early.send(Self.get)
        try relay.ask(.peers([peer.url]))
        #expect(try relay.ask(.routeRelay).queued >= 2)
        try relay.ask(.takeQueue)
        #expect(try early.receiveAnswer().hasSuffix("\r\n\r\n5"))
        #expect(try probe.receiveAll() == "")
        #expect(try relay.ask(.status).queued == 0)
        try relay.stop()
      }
    }

    @Test func aRequestThatWasRelayedIsNotRelayedAgain() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let peer = try ScriptedServer { _ in ScriptedServer.height(1) }
        let relay = try RunningRelay.diverted(port, to: [peer], parkLimitMilliseconds: 300)
        let client = try port.connect()
        client.send("GET / HTTP/1.1\r\nHost: x\r\nVia: 1.1 adnet-relay\r\n\r\n")
        #expect(try client.receiveAll().hasPrefix("HTTP/1.1 503 "))
        #expect(peer.requests.withLock { $0.isEmpty })
        try relay.stop()
      }
    }

    @Test func clientsAreHandedBackAtTheEndOfAnAnswer() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        let peer = try ScriptedServer { _ in ScriptedServer.height(1) }
        let relay = try RunningRelay.diverted(port, to: [peer])
        let client = try port.connect(from: "127.9.9.9")
        client.send(Self.get)
        #expect(try client.receiveAnswer().hasSuffix("\r\n\r\n1"))
        let node = try ScriptedServer(
          try TCPListener(owning: port.node.listener.descriptor.duplicate())
        ) { _ in ScriptedServer.height(2) }
        try relay.ask(.routeNode)
        client.send(Self.get)
        let answer = try client.receiveAll()
        #expect(answer.contains("Connection: close\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n2"))
        let request = try #require(
          node.requests.withLock { $0.first { $0.contains("X-Forwarded-For") } })
        #expect(request.contains("Host: x\r\n"))
        #expect(try relay.ask(.status).counts.byNode == 1)
        try relay.stop()
      }
    }

    /// More than both kernels and the relay hold, so that the client's side ends in the middle of the answer.
    @Test func aClientThatEndsItsSideIsLetGoAfterTheAnswer() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let length = 24 * 1024 * 1024
        let text = ScriptedServer.text(String(repeating: "x", count: length))
        let peer = try ScriptedServer { _ in .answer(text) }
        let relay = try RunningRelay.diverted(port, to: [peer])
        let client = try port.connect()
        client.send(Self.get)
        Clock.sleep(milliseconds: 500)
        client.finishWriting()
        let all = try client.receiveBytes(milliseconds: 20_000)
        #expect(all.count > length)
        let head = String(decoding: all.prefix(300), as: UTF8.self).lowercased()
        #expect(head.hasPrefix("http/1.1 200 "))
        #expect(!head.contains("connection: close"), "it wasn't known to be the last answer")
        try relay.stop()
      }
    }

    private final class Waiting {
      let client: Client
      init(_ client: consuming Client) { self.client = client }
    }

    /// Some of these are in the relay, and not yet in the kernel, when the answer is over.
    @Test func aClientThatTakesItsTimeGetsAllOfTheLastAnswer() throws {
      try PrivateNetwork.run {
        try PrivateNetwork.limitBuffers()
        let port = try HeldPort("127.0.0.1")
        let peer = try ScriptedServer { request in
          let length = Int(request.split(separator: " ")[1].dropFirst()) ?? 0
          return .answer(ScriptedServer.text(String(repeating: "x", count: length)))
        }
        let relay = try RunningRelay.diverted(port, to: [peer])
        let lengths = stride(from: 10_000, through: 250_000, by: 20_000)
        for ends in [false, true] {
          let clients = try lengths.map { length in
            let client = try port.connect()
            client.send("GET /\(length) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return (length, Waiting(client))
          }
          Clock.sleep(milliseconds: 500)
          if ends { for (_, waiting) in clients { waiting.client.finishWriting() } }
          Clock.sleep(milliseconds: 2_000)
          for (length, waiting) in clients {
            let count = try waiting.client.receiveBytes(milliseconds: 5_000).count
            #expect((length + 1...length + 1_000).contains(count), "\(length) \(ends)")
          }
        }
        try relay.stop()
      }
    }

    @Test func idleClientsGetTimeToComeBackByThemselves() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        let peer = try ScriptedServer { _ in ScriptedServer.height(1) }
        let relay = try RunningRelay.diverted(port, to: [peer])
        let client = try port.connect()
        client.send(Self.get)
        #expect(try client.receiveAnswer().hasSuffix("\r\n\r\n1"))
        let node = try ScriptedServer(
          try TCPListener(owning: port.node.listener.descriptor.duplicate())
        ) { _ in ScriptedServer.height(2) }
        let stopping = try Background("stop") { try relay.stop() }
        Clock.sleep(milliseconds: 150)
        client.send(Self.get)
        #expect(try client.receiveAll().hasSuffix("\r\n\r\n2"))
        try stopping.join()
        node.stop()
      }
    }
  }
}
