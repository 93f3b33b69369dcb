import Basics
import LinuxSystem
import Testing

@testable import Relay

extension OneAtATime {
  @Suite struct RouteTests {
    static let addresses = ["0.0.0.0", "127.0.0.1", "::", "::1"]

    static private func source(for address: String) -> String {
      address.contains(":") ? "::1" : "127.0.0.1"
    }

    @Test(arguments: addresses)
    func clientsReachTheNodeUntilTheyAreDiverted(address: String) throws {
      try PrivateNetwork.run {
        let port = try HeldPort(address)
        let relay = try RunningRelay(port)
        let report = try relay.ask(.status)
        #expect(report.route == .node)
        #expect(report.parked == 0)
        #expect(report.isVerified)
        let before = try port.node.waiting()
        let clients = try (0..<20).map { _ in
          Kept(try port.connect(from: Self.source(for: address)))
        }
        #expect(try port.node.waiting() == before + clients.count)
        #expect(try relay.ask(.status).parked == 0)
        try relay.stop()
      }
    }

    @Test(arguments: addresses)
    func divertedClientsWait(address: String) throws {
      try PrivateNetwork.run {
        let port = try HeldPort(address)
        let relay = try RunningRelay(port)
        let report = try relay.ask(.routeRelay)
        #expect(report.route == .relay)
        #expect(report.parked == 0, "our own probes aren't clients")
        #expect(report.isVerified)
        let before = try port.node.waiting()
        let clients = try (0..<20).map { _ in
          Kept(try port.connect(from: Self.source(for: address)))
        }
        #expect(try port.node.waiting() == before)
        #expect(try relay.ask(.status).parked == clients.count)
        try relay.stop()
      }
    }

    @Test(arguments: ["0.0.0.0", "127.0.0.1", "::"])
    func ourProbesReachTheNodeAllTheTime(address: String) throws {
      try PrivateNetwork.run {
        let port = try HeldPort(address)
        let relay = try RunningRelay(port)
        try relay.ask(.routeRelay)
        let before = try port.node.waiting()
        let probe = Kept(try port.connect(from: ProbeSource.address))
        #expect(try port.node.waiting() == before + 1)
        #expect(try relay.ask(.status).parked == 0)
        withExtendedLifetime(probe) {}
        try relay.stop()
      }
    }

    @Test func aDualStackPortDivertsBothFamilies() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("::")
        let relay = try RunningRelay(port)
        try relay.ask(.routeRelay)
        let four = Kept(try port.connect(from: "127.0.0.1"))
        let six = Kept(try port.connect(from: "::1"))
        #expect(try relay.ask(.status).parked == 2)
        withExtendedLifetime((four, six)) {}
        try relay.stop()
      }
    }

    @Test func routedBackNewClientsReachTheNodeAgain() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        let relay = try RunningRelay(port)
        try relay.ask(.routeRelay)
        #expect(try relay.ask(.routeNode).route == .node)
        let before = try port.node.waiting()
        let client = Kept(try port.connect())
        #expect(try port.node.waiting() == before + 1)
        withExtendedLifetime(client) {}
        try relay.stop()
      }
    }

    @Test func theEndOfTheRelayRoutesBackAlthoughItsSocketLivesOn() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        // The service manager keeps its copy until the socket unit is stopped.
        let copy = try port.copyDrain()
        let relay = try RunningRelay(port)
        try relay.ask(.routeRelay)
        try relay.stop()
        let before = try port.node.waiting()
        let client = Kept(try port.connect())
        #expect(try port.node.waiting() == before + 1)
        withExtendedLifetime((client, copy.raw)) {}
      }
    }

    @Test func allPortsOfAChainAreDivertedTogether() throws {
      try PrivateNetwork.run {
        let rest = try HeldPort("0.0.0.0")
        let webSocket = try HeldPort("::")
        let relay = try RunningRelay(rest, webSocket)
        #expect(try relay.ask(.routeRelay).sockets.count == 2)
        let clients = try [Kept(rest.connect()), Kept(webSocket.connect(from: "::1"))]
        #expect(try relay.ask(.status).parked == clients.count)
        try relay.stop()
      }
    }

    @Test func theTimeOfTheRouteIsThatOfItsFirstOrder() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        let relay = try RunningRelay(port)
        let first = try relay.ask(.routeRelay)
        Clock.sleep(milliseconds: 5)
        #expect(try relay.ask(.routeRelay) == first)
        try relay.stop()
      }
    }

    @Test func aRelayWhoseSocketIsFirstDoesNotStart() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0", order: .drainFirst)
        #expect {
          try RunningRelay(port)
        } throws: { error in
          (error as? Failure)?.kind.rawValue == "relay_unverified"
        }
      }
    }

    @Test func aNodeSocketThatLostItsPlaceIsNoticedBeforeTheFlip() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("0.0.0.0")
        let relay = try RunningRelay(port)
        port.node.leaveAndReturn()
        #expect {
          try relay.ask(.routeRelay)
        } throws: { error in
          (error as? Failure)?.kind.rawValue == "relay_unverified"
        }
        let report = try relay.ask(.status)
        #expect(report.route == .node)
        #expect(!report.isVerified)
        try relay.stop()
      }
    }
  }
}

/// Noncopyable values can't be in arrays.
final class Kept {
  let client: Client
  init(_ client: consuming Client) { self.client = client }
}
