import CLinux
internal import SupervisorCore

/// A listening socket that systemd holds and passed to us.
struct HeldSocket {
  let descriptor: Int32
  /// The socket's place in the port table.
  let port: Int
  /// The same for every descriptor of this socket, the node's too.
  let cookie: UInt64

  /// The passed sockets that are declared as held; others are reported by the caller.
  ///
  /// One socket unit gives all its descriptors one name, so they are told apart by address.
  static func inherited(_ ports: PortTable) -> (held: [HeldSocket], strangers: [Text]) {
    var held: [HeldSocket] = []
    var strangers: [Text] = []
    for number in 0..<adnet_listen_descriptors() {
      let descriptor = 3 + number
      var raw = adnet_address()
      guard adnet_socket_address(descriptor, &raw) == 0, let address = Address(raw) else {
        strangers.append("no IP address")
        continue
      }
      guard let port = ports.held(for: address) else {
        strangers.append(System.format(address))
        continue
      }
      held.append(
        HeldSocket(
          descriptor: descriptor, port: port, cookie: adnet_socket_cookie(descriptor)))
    }
    return (held, strangers)
  }

  /// All new connections of this address go to the first socket of its group, which is this one,
  /// so that a drain socket that joins gets nothing before it is ready for it.
  ///
  /// While one is there already, its relay says where connections go, and clients wait behind it.
  func keepConnections(_ address: Address) -> Bool {
    var raw = adnet_address(address)
    guard adnet_count_listeners(&raw) < 2 else { return true }
    return adnet_reuseport_to_first(descriptor) == 0
  }
}
