public import Basics

/// The settings of the generations that own the chains: a configuration that was applied since
/// doesn't change them.
public struct RunningNodes: Hashable, Sendable {
  public struct Node: Hashable, Sendable {
    public let unit: String
    public let release: ReleaseID
    public let start: NodeStart

    public init(unit: String, release: ReleaseID, start: NodeStart) {
      self.unit = unit
      self.release = release
      self.start = start
    }
  }

  public var nodes: [ChainName: Node]

  public init(_ nodes: [ChainName: Node] = [:]) { self.nodes = nodes }

  /// Of a unit that owns a chain.
  func node(of unit: String) -> Node? {
    nodes.sorted { $0.key < $1.key }.first { $0.value.unit == unit }?.value
  }
}

extension Configuration {
  /// The same with the ports, accounts and times that nodes really have: what sockets, relays, probes
  /// and limits have to go by.
  public func overlaid(by running: RunningNodes) -> Configuration {
    var result = self
    for (name, node) in running.nodes {
      guard var chain = chains[name] else { continue }
      let configured = chain.ports + chain.unusedPorts
      chain.ports = node.start.ports(of: name).map { port in
        port.with(udp: configured.first { $0.role == port.role }?.udp ?? .off)
      }
      chain.unusedPorts = configured.filter { port in
        !chain.ports.contains { $0.role == port.role }
      }
      if !node.start.user.isEmpty { chain.user = node.start.user }
      chain.timeouts.stopMilliseconds = node.start.stopGrace * 1_000
      chain.timeouts.startGraceMilliseconds = node.start.startGrace * 1_000
      result.chains[name] = chain
    }
    return result
  }
}

extension NodeStart {
  /// The differences in `next`, and those that need the chain to be stopped; nil without any.
  public func pending(_ next: NodeStart, of chain: ChainName) -> PendingSettings? {
    guard self != next else { return nil }
    var changes: [String] = []
    var needStop: [String] = []
    for (role, old, new) in Self.pairs(ports(of: chain), next.ports(of: chain)) where old != new {
      let text = "port \(role) \(Self.words(old)) → \(Self.words(new))"
      changes.append(text)
      let isSame = old?.endpoint == new?.endpoint && old?.isHeld == new?.isHeld
      if !isSame, old?.isHeld == true || new?.isHeld == true { needStop.append(text) }
    }
    if user != next.user { changes.append("user \(user) → \(next.user)") }
    func note(_ what: String, _ isChanged: Bool) { if isChanged { changes.append(what) } }
    note("command", arguments != next.arguments)
    note("environment", environment != next.environment)
    note(
      "limits",
      openFiles != next.openFiles || tasks != next.tasks || memoryHigh != next.memoryHigh)
    note("timeouts", stopGrace != next.stopGrace || startGrace != next.startGrace)
    note(
      "restart",
      backoffFirst != next.backoffFirst || backoffCap != next.backoffCap || stable != next.stable)
    // Of one process, something of another chain.
    if changes.isEmpty { changes = ["settings of the other chain"] }
    return PendingSettings(changes: changes, needStop: needStop)
  }

  /// Whether it has the same sockets: a node may come from one to the other while its port is served.
  public func isExchangeable(with other: NodeStart, of chain: ChainName) -> Bool {
    pending(other, of: chain)?.needStop.isEmpty ?? true
  }

  private static func pairs(
    _ old: [PortConfiguration], _ new: [PortConfiguration]
  ) -> [(role: String, old: PortConfiguration?, new: PortConfiguration?)] {
    Set((old + new).map(\.role)).sorted().map { role in
      (role, old.first { $0.role == role }, new.first { $0.role == role })
    }
  }

  private static func words(_ port: PortConfiguration?) -> String {
    port.map { "\($0.endpoint)\($0.isHeld ? "" : " (not held)")" } ?? "none"
  }
}
