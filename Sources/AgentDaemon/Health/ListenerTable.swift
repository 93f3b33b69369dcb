import Basics
import Health
import LinuxSystem

/// The host's listening sockets and whose they are, asked from the kernel at most twice a second for
/// all chains.
final class ListenerTable {
  private var listeners: [Listener]?
  private var readMs = Int.min / 2
  private var receivers: [Listener]?
  private var receiversMs = Int.min / 2
  /// Nil for a group that is gone: the kernel never gives its number again.
  private var names: [UInt64: String?] = [:]
  private static let leastMs = 500
  /// The least time between two looks at UDP, which nobody waits for.
  private static let leastForUDPMs = 10_000

  /// The listeners at the chain's ports; nil when the kernel can't be asked. `user` is the chain's account,
  /// `fresh` asks again however short ago it was.
  func seen(
    _ ports: [ExpectedPort], node group: String?, held sockets: [String], user: UInt32?,
    nowMs: Int, fresh: Bool
  ) -> [SeenListener]? {
    if fresh || nowMs - readMs >= Self.leastMs {
      // Without the table nothing is said of who listens.
      listeners = try? Listener.all()
      readMs = nowMs
    }
    guard let listeners else { return nil }
    let node = group.flatMap { Cgroup.number(of: $0) }
    return listeners.compactMap { listener in
      let port = ports.first { $0.port == listener.port }
      // Of all others only the node's own are of interest.
      guard port != nil || (node != nil && listener.group == node) else { return nil }
      let isHeld = port?.isHeld == true && !sockets.isEmpty
      return SeenListener(
        listener, owner: owner(listener, node: node, isHeld: isHeld, user: user))
    }
  }

  /// The UDP sockets at the chain's ports that have a use for them; nil when the kernel can't be asked.
  func receivers(
    _ ports: [ExpectedPort], node group: String?, user: UInt32?, nowMs: Int, fresh: Bool
  ) -> [SeenListener]? {
    let numbers = Set(ports.filter { $0.udp != .off }.map(\.port))
    guard !numbers.isEmpty else { return [] }
    if fresh || nowMs - receiversMs >= Self.leastForUDPMs {
      receivers = try? Listener.receivers()
      receiversMs = nowMs
    }
    let node = group.flatMap { Cgroup.number(of: $0) }
    return receivers?.filter { numbers.contains($0.port) }.map { socket in
      SeenListener(socket, owner: owner(socket, node: node, isHeld: false, user: user))
    }
  }

  /// The control group of whoever made a socket tells more than its user: several services may share
  /// one. A held socket was made by systemd, or in the group of its own unit.
  private func owner(
    _ listener: Listener, node: UInt64?, isHeld: Bool, user: UInt32?
  ) -> SeenListener.Owner {
    guard listener.group != 0 else {
      guard let user else { return .unknown }
      return listener.user == user
        ? .node : .other("a process of \(account(listener))")
    }
    if listener.group == node { return .node }
    let name = name(of: listener.group)
    if isHeld, name == nil || name == "init.scope" || name == "/" || isSocketUnit(name) {
      return .held
    }
    // A group that is gone: its socket lives on in somebody who inherited it.
    guard let name else {
      return listener.user == user ? .unknown : .other("a process of \(account(listener))")
    }
    let unit = name == "/" || name == "init.scope" ? "a process without a unit" : name
    return .other("\(unit) (\(account(listener)))")
  }

  private func account(_ listener: Listener) -> String {
    Accounts.user(id: listener.user).map { "account \($0.name)" } ?? "uid \(listener.user)"
  }

  private func isSocketUnit(_ name: String?) -> Bool { name?.hasSuffix(".socket") == true }

  /// The unit's name, as far as groups are named after units.
  private func name(of group: UInt64) -> String? {
    if let known = names[group] { return known }
    let name = Cgroup.name(of: group).map { path in
      path.split(separator: "/").last.map(String.init) ?? path
    }
    names[group] = .some(name)
    return name
  }
}

extension SeenListener {
  fileprivate init(_ listener: Listener, owner: Owner) {
    self.init(
      port: listener.port, address: listener.host, isIPv6Only: listener.isIPv6Only,
      isPublic: listener.isPublic, waiting: listener.waiting, owner: owner)
  }
}
