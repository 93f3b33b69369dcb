import Basics
import Testing

@testable import Health

@Suite struct PortFindingTests {
  private let rest = ExpectedPort(
    role: "rest", address: "0.0.0.0", port: 3030, isReady: true, isHeld: true)
  private let metrics = ExpectedPort(
    role: "metrics", address: "127.0.0.1", port: 9090, isReady: false, isHeld: false)

  private func kinds(
    _ port: ExpectedPort, _ listeners: [SeenListener], isUp: Bool = true,
    report: NodePort? = nil, waited: [Int: Int] = [:]
  ) -> [PortFinding.Kind] {
    PortFinding.find(
      [port], listeners, report: report.map { [port.role: $0] }, isUp: isUp, waited: waited
    ).map(\.kind)
  }

  private func listener(
    _ port: Int, _ address: String = "0.0.0.0", ipv6Only: Bool = false,
    owner: SeenListener.Owner = .node
  ) -> SeenListener {
    SeenListener(
      port: port, address: address, isIPv6Only: ipv6Only,
      isPublic: address != "127.0.0.1" && address != "::1", owner: owner)
  }

  @Test func aPortOfItsOwnIsFine() {
    #expect(kinds(rest, [listener(3030)]).isEmpty)
    #expect(kinds(rest, [listener(3030, owner: .held)]).isEmpty)
    #expect(kinds(metrics, [listener(9090, "127.0.0.1")]).isEmpty)
  }

  @Test func aStrangerIsFoundBeforeAndAfterTheNodeIsUp() {
    let stranger = [listener(3030, owner: .other("nginx.service"))]
    #expect(kinds(rest, stranger) == [.foreign])
    #expect(kinds(rest, stranger, isUp: false) == [.foreign])
  }

  @Test func nobodyIsAClosedPortOnceTheNodeIsUp() {
    #expect(kinds(rest, []) == [.closed])
    #expect(kinds(rest, [], isUp: false).isEmpty)
  }

  @Test func anotherFamilyOrAddressIsTold() {
    #expect(kinds(rest, [listener(3030, "::", ipv6Only: true)]) == [.wrongAddress])
    #expect(kinds(rest, [listener(3030, "127.0.0.1")]) == [.wrongAddress])
    // A dual-stack wildcard takes IPv4 as well.
    #expect(kinds(rest, [listener(3030, "::")]).isEmpty)
  }

  @Test func openMetricsAreTold() {
    #expect(kinds(metrics, [listener(9090)]) == [.exposed])
    #expect(kinds(metrics, [listener(9090, "::")]) == [.exposed])
    // Who declares them so wants them so, as with a node that was imported.
    for address in ["0.0.0.0", "::", "192.0.2.7"] {
      let open = ExpectedPort(
        role: "metrics", address: address, port: 9090, isReady: false, isHeld: false)
      #expect(kinds(open, [listener(9090, address)]).isEmpty, "\(address)")
    }
  }

  @Test func aRandomPortIsTold() {
    let report = NodePort(.elsewhere, address: "0.0.0.0:40000")
    #expect(kinds(rest, [listener(40_000)], report: report) == [.elsewhere])
  }

  @Test func aRandomPortThatWasNeverExplainedIsTold() {
    let p2p = ExpectedPort(
      role: "p2p", address: "0.0.0.0", port: 4130, isReady: true, isHeld: false)
    #expect(kinds(p2p, [listener(40_001)], isUp: false, report: NodePort(.waiting)) == [.elsewhere])
    // A port for debugging, opened while the ledger loads.
    #expect(kinds(p2p, [listener(6_669)], isUp: false, report: NodePort(.waiting)).isEmpty)
  }

  @Test func whoWaitsInVainIsSeen() {
    #expect(kinds(rest, [listener(3030)], waited: [3030: 20_000]) == [.notAccepting])
  }

  @Test func aQueueThatGrowsIsNobodysAndOneThatShrinksIsSomebodys() {
    var watch = AcceptWatch(limitMs: 15_000)
    func look(_ waiting: Int, at ms: Int) {
      var listener = listener(4130)
      listener = SeenListener(
        port: 4130, address: "0.0.0.0", isPublic: true, waiting: waiting,
        owner: listener.owner)
      watch.note([listener], atMs: ms)
    }
    for (index, waiting) in [0, 1, 1, 2, 3].enumerated() { look(waiting, at: index * 5_000) }
    #expect(watch.waitedMs(at: 20_000) == [4130: 15_000])
    look(1, at: 25_000)
    #expect(watch.waitedMs(at: 25_000).isEmpty)
  }

  @Test func udpIsFoundByItsUse() {
    func found(_ use: UDPUse, _ receivers: [SeenListener]?, isUp: Bool = true) -> [PortFinding] {
      let port = ExpectedPort(
        role: "p2p", address: "0.0.0.0", port: 4130, isReady: true, isHeld: false, udp: use)
      return PortFinding.find(udp: [port], receivers, isUp: isUp)
    }
    let stranger = [listener(4130, owner: .other("dnsmasq.service"))]
    #expect(found(.off, stranger).isEmpty)
    #expect(found(.optional, stranger).map(\.kind) == [.foreign])
    #expect(found(.wanted, stranger, isUp: false).map(\.isGrave) == [false])
    #expect(
      found(.wanted, stranger).first?.text == "UDP port 4130 (p2p) is held by dnsmasq.service")
    #expect(found(.optional, []).isEmpty && found(.wanted, [], isUp: false).isEmpty)
    #expect(found(.wanted, []).map(\.kind) == [.closed])
    #expect(found(.wanted, [listener(4130)]).isEmpty && found(.wanted, nil).isEmpty)
    // Elsewhere, and at an address that is no use.
    #expect(found(.wanted, [listener(4131), listener(4130, "127.0.0.1")]).map(\.kind) == [.closed])
  }
}
