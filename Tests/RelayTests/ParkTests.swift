import Basics
import LinuxSystem
import Synchronization
import Testing

@testable import Relay

extension OneAtATime {
  @Suite struct ParkTests {
    @Test(.enabled(if: PrivateNetwork.isPossible, PrivateNetwork.why))
    func whoWaitedIsServedByTheNextNode() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        let relay = try RunningRelay(port)
        try relay.ask(.routeRelay)
        let clients = try (0..<5).map { _ in
          let client = try port.connect()
          client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
          return Kept(client)
        }
        #expect(try relay.ask(.status).parked == clients.count)
        _ = try port.node.answerAll()
        #expect(try relay.ask(.routeNode).parked == clients.count)
        try relay.stop()
        #expect(try port.node.answerAll() >= clients.count)
        for kept in clients { #expect(try kept.client.receiveAll() == "served by the node") }
      }
    }

    @Test(.enabled(if: PrivateNetwork.isPossible, PrivateNetwork.why))
    func theEndOfADivertingRelayLosesNobody() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("::")
        let relay = try RunningRelay(port)
        try relay.ask(.routeRelay)
        let client = try port.connect(from: "::1")
        client.send("GET / HTTP/1.1\r\n\r\n")
        try relay.stop()
        let late = try port.connect(from: "127.0.0.1")
        _ = try port.node.answerAll()
        #expect(try client.receiveAll() == "served by the node")
        #expect(try late.receiveAll() == "served by the node")
      }
    }

    @Test(.enabled(if: PrivateNetwork.isPossible, PrivateNetwork.why))
    func nobodyIsLostOrRefusedWhileTheRouteChangesUnderLoad() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        let isOver = Mutex(false)
        let node = try Background("node") {
          while !isOver.withLock({ $0 }) {
            _ = try port.node.answerAll()
            Clock.sleep(milliseconds: 1)
          }
        }
        let isEnough = Mutex(false)
        let served = Mutex(0)
        let clients = try (0..<4).map { _ in
          try Background("clients") {
            while !isEnough.withLock({ $0 }) {
              let answer = try port.connect().receiveAll(milliseconds: 10_000)
              guard answer == "served by the node" else {
                throw Failure(
                  FailureKind(rawValue: "test_client"), "cannot be served: got \"\(answer)\"")
              }
              served.withLock { $0 += 1 }
            }
          }
        }
        for round in 0..<5 {
          let relay = try RunningRelay(round == 0 ? port : port.again())
          try relay.ask(.routeRelay)
          Clock.sleep(milliseconds: 100)
          try relay.ask(.routeNode)
          try relay.stop()
          Clock.sleep(milliseconds: 100)
        }
        isEnough.withLock { $0 = true }
        for client in clients { try client.join() }
        isOver.withLock { $0 = true }
        try node.join()
        #expect(served.withLock { $0 } > 500)
      }
    }
  }
}
