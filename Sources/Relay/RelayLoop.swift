import AgentCore
import LinuxSystem

/// The relay's one thread: waits for orders, for the end of the park limit and for the clients
/// that are answered after it.
final class RelayLoop {
  private let sockets: [DrainSocket]
  private let control: ControlSocket
  private let stop: Descriptor
  private var diversion: Diversion
  private var apologies = Apologies()

  /// `stop` becomes readable when the relay has to end.
  init(
    sockets: [DrainSocket], controlPath: String, parkLimitMilliseconds: Int64,
    stop: consuming Descriptor
  ) throws(Failure) {
    self.sockets = sockets
    self.stop = stop
    diversion = Diversion(parkLimitMilliseconds: parkLimitMilliseconds, now: .now())
    // Whatever a relay before us has left: nothing is diverted until someone says so.
    for socket in sockets {
      try socket.direct(to: .node)
      try socket.verify(.node)
    }
    control = try ControlSocket(path: controlPath)
  }

  /// Returns when it was stopped, with all connections going to the node again.
  func run(ready: () throws(Failure) -> Void) throws(Failure) {
    tell()
    try ready()
    while try !step(isStopping: false) {}
    for socket in sockets { try socket.direct(to: .node) }
    diversion.change(to: .node, now: .now())
    // Those that we accepted are ours to finish; those that wait move to the node with our last
    // close, so they shouldn't have to wait for long.
    let patience = Deadline(milliseconds: 1_000)
    while apologies.owesAnswers && !patience.isOver { _ = try step(isStopping: true) }
    let farewell = Deadline(milliseconds: 100)
    while !apologies.isEmpty && !farewell.isOver { _ = try step(isStopping: true) }
    control.remove()
  }

  /// Waits for something to happen and deals with it. True when it is time to end.
  private func step(isStopping: Bool) throws(Failure) -> Bool {
    let now = Clock.boottimeMilliseconds()
    let wasOverLimit = diversion.isOverLimit(boottime: now)
    if wasOverLimit { apologies.makeRoom() }
    let accepts = wasOverLimit && apologies.hasRoom && !isStopping
    var poll = Poll()
    if !isStopping {
      poll.add(stop)
      poll.add(control.descriptor)
    }
    if accepts { for socket in sockets { poll.add(socket.listener.descriptor) } }
    apologies.add(to: &poll)
    let waits = [apologies.remainingMilliseconds, diversion.milliseconds(untilLimitFrom: now)]
    try poll.wait(milliseconds: isStopping ? 20 : waits.compactMap(\.self).min())

    if accepts { accept() }
    apologies.advance(after: poll)
    guard !isStopping else { return false }
    if poll.isReady(1) { control.serve { obey($0) } }
    if !wasOverLimit && diversion.isOverLimit(boottime: Clock.boottimeMilliseconds()) { tell() }
    return poll.isReady(0)
  }

  private func accept() {
    do throws(Failure) {
      try apologies.accept(from: sockets)
    } catch {
      // One client's trouble, or ours for a moment: the others still wait.
      Words.journal("\(error)")
      Clock.sleep(milliseconds: 10)
    }
  }

  private func obey(_ command: RelayCommand) -> RelayReply {
    do throws(Failure) {
      switch command {
      case .status: break
      case .routeNode: try change(to: .node)
      // Our queue may be full by now, and then it can't be verified again.
      case .routeRelay: if diversion.route != .relay { try change(to: .relay) }
      }
      return .report(try report())
    } catch {
      return .refusal(kind: error.kind, text: error.text)
    }
  }

  private func change(to route: RelayReport.Route) throws(Failure) {
    let now = Diversion.Moment.now()
    do throws(Failure) {
      // What changed since the last probe shows before anyone is diverted.
      if route == .relay { for socket in sockets { try socket.verify(.node) } }
      for socket in sockets { try socket.direct(to: route) }
      // The program is in place: from now on it's true, whether it can be verified or not.
      diversion.change(to: route, now: now)
      for socket in sockets { try socket.verify(route) }
    } catch {
      for socket in sockets { try socket.direct(to: .node) }
      diversion.change(to: .node, now: now)
      tell()
      throw error
    }
    tell()
  }

  private func report() throws(Failure) -> RelayReport {
    var parked = 0
    for socket in sockets { parked += try socket.parked() }
    return RelayReport(
      route: diversion.route, parked: parked, answered: apologies.answered,
      sinceUnixMilliseconds: diversion.since.unix, sockets: sockets.map(\.report))
  }

  private func tell() {
    let text =
      switch diversion.route {
      case .node: "clients go to the node"
      case .relay:
        diversion.isOverLimit(boottime: Clock.boottimeMilliseconds())
          ? "clients get 503, the node is away for too long" : "clients wait for the node"
      }
    Words.status(text)
  }
}

extension Diversion.Moment {
  static func now() -> Self {
    Self(boottime: Clock.boottimeMilliseconds(), unix: Clock.unixMilliseconds())
  }
}
