import Basics
import LinuxSystem
import Testing

@testable import Relay

extension OneAtATime {
  @Suite struct ApologyTests {
    @Test func whoWaitedTooLongGets503() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        let relay = try RunningRelay(port, parkLimitMilliseconds: 50)
        try relay.ask(.routeRelay)
        let client = try port.connect()
        client.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
        let answer = try client.receiveAll()
        #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(answer.contains("\r\nRetry-After: 5\r\n"))
        #expect(answer.contains("\r\nConnection: close\r\n"))
        #expect(answer.contains("\r\n\r\n{\"kind\":\"node_away\""))
        let report = try relay.ask(.status)
        #expect(report.counts.unavailable == 1)
        #expect(report.parked == 0)
        try relay.stop()
      }
    }

    @Test func nobodyIsAnsweredBeforeTheLimit() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        let relay = try RunningRelay(port, parkLimitMilliseconds: 1_000)
        try relay.ask(.routeRelay)
        let client = try port.connect()
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(throws: Failure.self) { try client.receiveAll(milliseconds: 300) }
        #expect(try client.receiveAll().hasPrefix("HTTP/1.1 503 "))
        try relay.stop()
      }
    }

    @Test func routedBackNobodyIsAcceptedAnyMore() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        let relay = try RunningRelay(port, parkLimitMilliseconds: 0)
        try relay.ask(.routeRelay)
        let early = try port.connect()
        early.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try early.receiveAll().hasPrefix("HTTP/1.1 503 "))
        try relay.ask(.routeNode)
        let before = try port.node.waiting()
        let late = Kept(try port.connect())
        #expect(try port.node.waiting() == before + 1)
        withExtendedLifetime(late) {}
        #expect(try relay.ask(.status).counts.unavailable == 1)
        try relay.stop()
      }
    }

    @Test func aLongUploadIsNotCutBeforeItsAnswerIsRead() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let relay = try RunningRelay(port, parkLimitMilliseconds: 0)
        try relay.ask(.routeRelay)
        let client = try port.connect()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 400000\r\n\r\n")
        for _ in 0..<100 {
          client.send(String(repeating: "x", count: 4_000))
          Clock.sleep(milliseconds: 1)
        }
        client.finishWriting()
        #expect(try client.receiveAll().hasPrefix("HTTP/1.1 503 "))
        try relay.stop()
      }
    }

    @Test func aSilentClientIsLetGo() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let relay = try RunningRelay(port, parkLimitMilliseconds: 0)
        try relay.ask(.routeRelay)
        let client = try port.connect()
        client.send("GET / HT")
        #expect(try client.receiveAll().hasPrefix("HTTP/1.1 408 "))
        #expect(try relay.ask(.status).counts.unavailable == 0)
        try relay.stop()
      }
    }

    @Test func moreClientsThanFitAtOnceAreAllAnswered() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let relay = try RunningRelay(port, parkLimitMilliseconds: 0)
        try relay.ask(.routeRelay)
        let clients = try (0..<400).map { _ in
          let client = try port.connect()
          client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
          return Kept(client)
        }
        for kept in clients { #expect(try kept.client.receiveAll().hasPrefix("HTTP/1.1 503 ")) }
        #expect(try relay.ask(.status).counts.unavailable == clients.count)
        try relay.stop()
      }
    }

    @Test func anEndlessHeadIsCutOff() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let relay = try RunningRelay(port, parkLimitMilliseconds: 0)
        try relay.ask(.routeRelay)
        let client = try port.connect()
        client.send("GET / HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 5_000))
        #expect(try client.receiveAll(milliseconds: 2_000).hasPrefix("HTTP/1.1 431 "))
        try relay.stop()
      }
    }
  }
}
