import Basics
import LinuxSystem

/// The relay's thread for orders: decides where new connections go, and gives those that are ours to
/// the threads that serve clients.
final class RelayLoop {
  private var sockets: [DrainSocket]
  private var held: [HeldQueue]
  private let settings: RelaySettings
  private let control: ControlSocket
  private let adoption: AdoptionSocket
  private let stop: Descriptor
  private let board: Switchboard
  let clients: ClientLoops
  /// The text that `systemctl status` shows now.
  private var told = ""

  /// `stop` becomes readable when the relay has to end.
  init(_ all: RelaySockets, settings: RelaySettings, stop: consuming Descriptor) throws(Failure) {
    sockets = all.drain
    held = all.held
    self.settings = settings
    self.stop = stop
    board = Switchboard(
      Diversion(parkLimitMilliseconds: settings.parkLimitMilliseconds, now: .now()),
      settings.limits)
    // Whatever a relay before us has left: nothing is diverted until someone says so.
    for socket in sockets {
      try socket.direct(to: .node)
      try socket.verify(.node)
    }
    clients = try ClientLoops(board, threads: settings.threads)
    adoption = try AdoptionSocket(path: settings.adoptionPath)
    control = try ControlSocket(path: settings.controlPath)
  }

  /// Returns when it was stopped, with all connections going to the node again.
  func run(ready: () throws(Failure) -> Void) throws(Failure) {
    tell()
    try ready()
    while try !step(isStopping: false) {}
    for socket in sockets { try socket.direct(to: .node) }
    board.change { state in
      state.diversion.change(to: .node, now: .now())
      state.isStopping = true
    }
    // Whoever waits there, accepted by nobody, moves to the node with our last close.
    sockets = []
    held = []
    clients.wake()
    let patience = Deadline(milliseconds: settings.limits.linger + 5_000)
    while board.read({ $0.connections }) > 0, !patience.isOver {
      tell()
      _ = try step(isStopping: true)
    }
    clients.end()
    adoption.remove()
    control.remove()
  }

  /// Waits for something to happen and deals with it. True when it is time to end.
  private func step(isStopping: Bool) throws(Failure) -> Bool {
    let now = Clock.boottimeMilliseconds()
    let seen = board.read { state in
      (
        isDiverted: state.diversion.route == .relay,
        isOverLimit: state.diversion.isOverLimit(boottime: now),
        untilLimit: state.diversion.milliseconds(untilLimitFrom: now),
        hasPeers: !state.peers.standings.isEmpty,
        hasRoom: state.connections < settings.mostConnections
      )
    }
    // Without someone to answer, clients are best off in the queue: it moves to the node.
    let open = sockets.filter {
      seen.isDiverted && seen.hasRoom && (seen.isOverLimit || (seen.hasPeers && isShared($0)))
    }
    var poll = Poll()
    let controlIndex = poll.add(control.descriptor)
    let adoptionIndices = adoption.add(to: &poll)
    let stopIndex = isStopping ? nil : poll.add(stop)
    for socket in open { poll.add(socket.listener.descriptor) }
    try poll.wait(milliseconds: isStopping ? 20 : seen.hasRoom ? seen.untilLimit : 20)

    for socket in open { accept(from: socket) }
    adoption.serve(
      poll, adoptionIndices, begins: { board.change { $0.endedByNode = 0 } },
      take: { isStopping ? "the relay is ending" : adopt($0, $1) })
    if poll.isReady(controlIndex) { control.serve { obey($0) } }
    if !seen.isOverLimit, !isStopping,
      board.read({ $0.diversion.isOverLimit(boottime: Clock.boottimeMilliseconds()) })
    {
      tell()
    }
    return stopIndex.map { poll.isReady($0) } ?? false
  }

  // MARK: Clients

  private func isShared(_ socket: DrainSocket) -> Bool {
    settings.sharedPorts.contains(socket.listener.address.port)
  }

  private func accept(from socket: DrainSocket) {
    do throws(Failure) {
      for _ in 0..<64 {
        guard let connection = try socket.accept() else { return }
        let client = connection.remote()
        clients.take(connection.take(), place(client, socket))
      }
    } catch {
      // One client's trouble, or ours for a moment: the others still wait.
      ServiceLog.journal("\(error)")
      Clock.sleep(milliseconds: 10)
    }
  }

  /// The reason why a passed connection isn't served; nil when it is ours now.
  private func adopt(_ connection: consuming Descriptor, _ kind: AdoptedKind) -> String? {
    guard board.read({ $0.connections < settings.mostConnections }) else {
      return "too many connections"
    }
    let passed = TCPConnection(owning: connection)
    guard let local = try? TCPAddress(of: passed.descriptor),
      let socket = sockets.first(where: { $0.listener.address.port == local.port })
    else { return "not a connection of a held port" }
    let client = passed.remote()
    clients.take(passed.take(), place(client, socket, adopted: kind))
    return nil
  }

  private func place(
    _ client: TCPAddress?, _ socket: DrainSocket, adopted: AdoptedKind? = nil
  ) -> ClientPlace {
    ClientPlace(
      client: client, node: socket.nodeAddress, isShared: isShared(socket), adopted: adopted)
  }

  // MARK: Orders

  private func obey(_ command: RelayCommand) -> RelayReply {
    do throws(Failure) {
      switch command {
      case .status: break
      case .routeNode: try change(to: .node)
      // Our queue may be full by now, and then it can't be verified again.
      case .routeRelay:
        if board.read({ $0.diversion.route }) != .relay { try change(to: .relay) }
      case .takeQueue: try takeQueue()
      case .dismiss:
        board.change { $0.isDismissed = true }
        clients.wake()
      case .peers(let urls): try admit(urls)
      }
      return .report(try report())
    } catch {
      return .refusal(kind: error.kind, text: error.text)
    }
  }

  private func takeQueue() throws(Failure) {
    for queue in held {
      guard let socket = sockets.first(where: { $0.listener.address.port == queue.port }),
        isShared(socket)
      else { continue }
      while board.read({ $0.connections < settings.mostConnections }),
        let connection = try queue.take()
      {
        let client = connection.remote()
        clients.take(connection.take(), place(client, socket))
      }
    }
  }

  private func admit(_ urls: [String]) throws(Failure) {
    var peers: [PeerTarget] = []
    for url in urls {
      guard let peer = PeerTarget(url) else {
        throw Failure(.badPeer, "cannot relay to \(url): not http://host:port")
      }
      peers.append(peer)
    }
    board.change { [peers] in $0.peers.replace(peers) }
    clients.wake()
  }

  private func change(to route: RelayReport.Route) throws(Failure) {
    let now = Diversion.Moment.now()
    do throws(Failure) {
      // What changed since the last probe shows before anyone is diverted.
      if route == .relay { for socket in sockets { try socket.verify(.node) } }
      for socket in sockets { try socket.direct(to: route) }
      // The program is in place: from now on it's true, whether it can be verified or not.
      board.change { $0.diversion.change(to: route, now: now) }
      for socket in sockets { try socket.verify(route) }
    } catch {
      for socket in sockets { try socket.direct(to: .node) }
      board.change { $0.diversion.change(to: .node, now: now) }
      tell()
      throw error
    }
    clients.wake()
    tell()
  }

  private func report() throws(Failure) -> RelayReport {
    var parked = 0
    for socket in sockets { parked += try socket.parked() }
    var queued = 0
    for queue in held where settings.sharedPorts.contains(queue.port) {
      queued += try queue.waiting()
    }
    return board.read {
      [parked, queued, sockets = sockets.map(\.report), adoption = adoption.report] in
      var report = RelayReport(
        route: $0.diversion.route, parked: parked + $0.waiting,
        sinceUnixMilliseconds: $0.diversion.since.unix, sockets: sockets)
      report.queued = queued
      report.peers = $0.peers.peers.map(\.url)
      report.connections = $0.connections
      report.counts = $0.counts
      report.adoption = adoption?.counting(endedByNode: $0.endedByNode)
      return report
    }
  }

  private func tell() {
    let now = Clock.boottimeMilliseconds()
    let words = board.read { $0.words(now) }
    guard words != told else { return }
    told = words
    ServiceLog.status(words)
  }
}

extension Switchboard.State {
  /// The text for `systemctl status`.
  func words(_ now: Int64) -> String {
    if isStopping { return "returning \(connections) connections to the node" }
    switch diversion.route {
    case .node: return "clients connect to the node"
    case .relay where !peers.standings.isEmpty:
      return "peers answer clients (\(peers.standings.count))"
    case .relay:
      return diversion.isOverLimit(boottime: now)
        ? "clients get 503 after \(diversion.leastWait / 1_000) s: the node has been down for longer than park.limit"
        : "clients wait for the node"
    }
  }
}

extension Diversion.Moment {
  static func now() -> Self {
    Self(boottime: Clock.boottimeMilliseconds(), unix: Clock.unixMilliseconds())
  }
}
