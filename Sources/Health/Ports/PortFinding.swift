import Basics

/// A fault of one declared port.
public struct PortFinding: Hashable, Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    /// Somebody else listens there.
    case foreign = "port_foreign"
    /// The node listens on another port instead.
    case elsewhere = "port_elsewhere"
    /// A port that no process listens on.
    case closed = "port_closed"
    /// The node listens, and not at the address that was declared.
    case wrongAddress = "port_address"
    /// A port that is for this host alone is open to other networks.
    case exposed = "port_public"
    /// Connections wait, and aren't accepted.
    case notAccepting = "port_not_accepting"
  }

  public let role: String
  public let kind: Kind
  public let text: String
  public let hint: String
  /// Whether the node can't be called ready with it.
  public let isGrave: Bool

  /// `report` is what the supervisor saw the node bind, nil when no supervisor lives; `waited` is how
  /// long connections have waited at each port without one being accepted, in milliseconds.
  static func find(
    _ ports: [ExpectedPort], _ listeners: [SeenListener], report: [String: NodePort]?,
    isUp: Bool, waited: [Int: Int]
  ) -> [PortFinding] {
    let declared = Set(ports.map(\.port))
    let stray = listeners.first {
      $0.owner == .node && !declared.contains($0.port) && Self.ephemeral.contains($0.port)
    }
    return ports.compactMap { port in
      let there = listeners.filter { $0.port == port.port }
      if let found = find(port, there, report?[port.role], isUp, waited) { return found }
      // It never asked for its port, so its supervisor can't tell which one this is for.
      guard let stray, port.isReady, !port.isHeld, report?[port.role]?.state == .waiting,
        there.isEmpty
      else { return nil }
      return PortFinding(
        role: port.role, kind: .elsewhere,
        text: "the node listens at \(stray.endpoint), a random port, instead of port \(port.port)"
          + " (\(port.role))",
        hint: "ss -lntp", isGrave: true)
    }
  }

  /// The range from which the kernel takes a random port (ip(7), ip_local_port_range).
  private static let ephemeral = 32_768...60_999

  private static func find(
    _ port: ExpectedPort, _ there: [SeenListener], _ report: NodePort?, _ isUp: Bool,
    _ waited: [Int: Int]
  ) -> PortFinding? {
    let look = "ss -lntp 'sport = :\(port.port)'"
    func finding(_ kind: Kind, _ text: String, isGrave: Bool = true) -> PortFinding {
      PortFinding(
        role: port.role, kind: kind, text: text, hint: look, isGrave: isGrave && port.isReady)
    }
    let serving = there.filter { $0.serves(port.address) }
    let others = serving.compactMap { listener in
      if case .other(let name) = listener.owner { name } else { nil }
    }
    if report?.state == .elsewhere {
      let why = others.first.map { ": \($0) has it" } ?? ""
      return finding(
        .elsewhere,
        "the node listens for \(port.role) at \(report?.address ?? "another port") instead of "
          + "port \(port.port)\(why)")
    }
    if let other = others.first {
      return finding(.foreign, "port \(port.port) (\(port.role)) is held by \(other)")
    }
    if port.isHeld, report?.state == .bound, serving.contains(where: { $0.owner == .held }) {
      // Clients wait at the held socket, and the node accepts elsewhere.
      let own = there.first { $0.owner == .node }.map { " but at \($0.endpoint)" } ?? ""
      return finding(
        .wrongAddress, "the node doesn't serve \(port.role) at \(port.endpoint)\(own)")
    }
    guard isUp else { return nil }
    guard !serving.isEmpty else {
      guard let found = there.first else {
        return finding(.closed, "nothing listens on port \(port.port) (\(port.role))")
      }
      return finding(
        .wrongAddress, "\(port.role) is at \(found.endpoint), not at \(port.endpoint)")
    }
    if port.role == "metrics", IPAddress(port.address)?.isLoopback == true,
      let open = serving.first(where: \.isPublic)
    {
      return finding(
        .exposed, "the metrics are open to other networks at \(open.address):\(port.port)",
        isGrave: false)
    }
    if let waiting = waited[port.port] {
      return finding(
        .notAccepting,
        "connections to port \(port.port) (\(port.role)) have waited for \(waiting / 1_000) s "
          + "and aren't accepted")
    }
    return nil
  }
}
