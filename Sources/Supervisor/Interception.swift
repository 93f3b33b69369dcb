import CLinux
internal import SupervisorCore

/// The node's bind and listen calls, seen and answered.
struct Interception {
  let listener: Int32
  let held: [HeldSocket]

  enum Outcome {
    /// Nothing changed.
    case nothing
    /// The port table changed.
    case changed
    /// The node can't be looked into: why.
    case denied(Text)
    /// Every process that was watched is dead.
    case over
  }

  func serve(_ ports: inout PortTable) -> Outcome {
    var call = adnet_notification()
    let got = adnet_notifier_receive(listener, &call)
    if got < 0 { return .over }
    if got == 0 { return .nothing }
    switch call.call {
    case ADNET_CALL_BIND: return bind(call, &ports)
    case ADNET_CALL_LISTEN: return listen(call, &ports)
    default: return goOn(call)
    }
  }

  /// A bind to a held address gets the held socket in place of the node's own; any other goes on.
  private func bind(_ call: adnet_notification, _ ports: inout PortTable) -> Outcome {
    var raw = adnet_address()
    let error = adnet_peek_address(call.thread, call.address, call.length, &raw)
    guard error == 0 else { return deny(call, "cannot read the node's memory", error) }
    guard let address = Address(raw) else { return goOn(call) }
    var copy: Int32 = -1
    if let socket = socket(for: address, ports) {
      copy = adnet_take_descriptor(call.thread, call.descriptor)
      guard copy >= 0 else {
        return deny(call, "cannot take the node's socket", -copy)
      }
      defer { adnet_close(copy) }
      // UDP may use the same number; only TCP is held.
      if adnet_socket_is_tcp(copy) {
        ports.asked(for: address)
        return give(socket, to: call, copy: copy)
      }
      return goOn(call)
    }
    if address.port != 0 { ports.asked(for: address) }
    return goOn(call)
  }

  private func give(_ socket: HeldSocket, to call: adnet_notification, copy: Int32) -> Outcome {
    let flags = adnet_descriptor_flags(call.thread, call.descriptor)
    guard flags >= 0 else {
      return deny(call, "cannot read the node's descriptor flags", -flags)
    }
    // Before the node has it: a server that set O_NONBLOCK hangs on a socket without it.
    adnet_socket_take_over(socket.descriptor, copy, flags)
    let error = adnet_notifier_replace(
      listener, call.id, socket.descriptor, call.descriptor, flags & adnet_cloexec != 0)
    guard error == 0 else {
      return deny(call, "cannot put the held socket into the node", error)
    }
    adnet_notifier_answer(listener, call.id, 0)
    return .nothing
  }

  /// Carried out by us on the same socket, so that its result is known when the node goes on. On a
  /// held socket nothing is left to do, and its backlog stays as systemd set it.
  private func listen(_ call: adnet_notification, _ ports: inout PortTable) -> Outcome {
    let copy = adnet_take_descriptor(call.thread, call.descriptor)
    guard copy >= 0 else {
      return deny(call, "cannot take the node's socket", -copy)
    }
    defer { adnet_close(copy) }
    let cookie = adnet_socket_cookie(copy)
    for socket in held where socket.cookie == cookie && cookie != 0 {
      ports.listensHeld(socket.port)
      adnet_notifier_answer(listener, call.id, 0)
      return .changed
    }
    let error = adnet_socket_listen(copy, call.length)
    adnet_notifier_answer(listener, call.id, error)
    var raw = adnet_address()
    guard error == 0, adnet_socket_address(copy, &raw) == 0, let address = Address(raw) else {
      return .nothing
    }
    ports.listens(on: address)
    return .changed
  }

  private func goOn(_ call: adnet_notification, _ outcome: Outcome = .nothing) -> Outcome {
    adnet_notifier_continue(listener, call.id)
    return outcome
  }

  @inline(never)
  private func deny(
    _ call: adnet_notification, _ what: StaticString, _ error: Int32
  ) -> Outcome {
    goOn(call, .denied("\(what): \(error: error)"))
  }

  private func socket(for address: Address, _ ports: PortTable) -> HeldSocket? {
    guard let port = ports.held(for: address) else { return nil }
    for socket in held where socket.port == port { return socket }
    return nil
  }
}
