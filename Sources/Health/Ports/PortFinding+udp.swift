import Basics

extension PortFinding {
  /// The faults of UDP at the declared ports; nothing while `receivers` isn't known.
  static func find(
    udp ports: [ExpectedPort], _ receivers: [SeenListener]?, isUp: Bool
  ) -> [PortFinding] {
    guard let receivers else { return [] }
    return ports.filter { $0.udp != .off }.compactMap { port in
      let there = receivers.filter { $0.serves(port) }
      for case .other(let name) in there.map(\.owner) {
        return finding(port, .foreign, "UDP port \(port.port) (\(port.role)) is held by \(name)")
      }
      guard port.udp == .wanted, isUp, !there.contains(where: { $0.owner == .node }) else {
        return nil
      }
      return finding(
        port, .closed, "the node doesn't receive on UDP port \(port.port) (\(port.role))")
    }
  }

  private static func finding(_ port: ExpectedPort, _ kind: Kind, _ text: String) -> PortFinding {
    PortFinding(
      role: port.role, kind: kind, text: text, hint: "ss -lnup 'sport = :\(port.port)'",
      isGrave: false)
  }
}
