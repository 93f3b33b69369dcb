import Basics
import LinuxSystem

/// The relay's own socket of one held port. It is the second of its SO_REUSEPORT group; the first
/// is the node's.
final class DrainSocket {
  let listener: TCPListener
  /// Whether the last probe went where it should.
  private(set) var isVerified = false
  /// Our own probes, which wait in the queue like clients.
  private var ownProbes = 0

  init(_ listener: consuming TCPListener) { self.listener = listener }

  var report: RelayReport.Socket {
    RelayReport.Socket(address: listener.address.description, verified: isVerified)
  }

  func parked() throws(Failure) -> Int { max(0, try listener.queue().length - ownProbes) }

  func direct(to route: RelayReport.Route) throws(Failure) {
    isVerified = false
    switch route {
    case .node: try listener.direct(to: .first)
    case .relay: try listener.direct(to: .second(except: ProbeSource.word))
    }
  }

  /// The index in the group is the order of `listen`, and moves when a member leaves: only a
  /// probe tells whether the program means the sockets we think.
  func verify(_ route: RelayReport.Route) throws(Failure) {
    isVerified = false
    var tried = 0
    for probe in RouteProbe.all(of: listener) {
      let expected: RelayReport.Route = probe.isExempt ? .node : route
      switch expected {
      case .node: if try goesToTheNode(probe) { tried += 1 }
      case .relay: if try comesToUs(probe) { tried += 1 }
      }
    }
    guard tried > 0 else {
      throw Failure(
        .relayUnverified,
        "cannot verify \(listener.address): no address of this host to probe from"
      )
    }
    isVerified = true
  }

  /// The address at which the node is reached from this host when connections go to it.
  var nodeAddress: TCPAddress {
    let address = listener.address
    guard address.isWildcard else { return address }
    let loopback = address.family == .four || listener.isDualStack ? "127.0.0.1" : "::1"
    return TCPAddress(loopback, port: address.port) ?? address
  }

  func accept() throws(Failure) -> TCPConnection? {
    let connection = try listener.accept()
    if connection == nil { ownProbes = 0 }
    return connection
  }

  /// False when it can't be tried. One probe after which our queue is no longer is proof; clients
  /// may lengthen it beside a probe that went to the node.
  private func goesToTheNode(_ probe: RouteProbe) throws(Failure) -> Bool {
    for _ in 0..<16 {
      switch try landing(of: probe) {
      case .node: return true
      case .impossible: return false
      case .relay: continue
      case .unknown:
        throw Failure(
          .relayUnverified,
          "cannot verify \(listener.address): a probe wasn't answered, and the relay's queue is full"
        )
      }
    }
    throw Failure(
      .relayUnverified,
      "cannot verify \(listener.address): connections for the node reach the relay's socket",
      hint: "the node's socket must be the first of its group: restart it, then the relay's")
  }

  /// Clients may lengthen our queue, too, so that one probe is no proof, but a few are.
  private func comesToUs(_ probe: RouteProbe) throws(Failure) -> Bool {
    for _ in 0..<8 {
      switch try landing(of: probe) {
      case .relay: continue
      case .impossible: return false
      case .node:
        throw Failure(
          .relayUnverified,
          "cannot divert \(listener.address): new connections don't reach the relay's socket",
          hint: "the relay's socket must be the second of its group, and nothing else in it")
      case .unknown:
        throw Failure(
          .relayUnverified, "cannot verify \(listener.address): the relay's queue is full")
      }
    }
    return true
  }

  private enum Landing { case node, relay, unknown, impossible }

  private func landing(of probe: RouteProbe) throws(Failure) -> Landing {
    let before = try listener.queue()
    guard let isTaken = try probe.run() else { return .impossible }
    if try listener.queue().length > before.length {
      ownProbes += 1
      return .relay
    }
    // An answer that isn't ours, or none although we had room: it went to the other socket.
    return isTaken || !before.isFull ? .node : .unknown
  }
}
