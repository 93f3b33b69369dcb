public import Basics
import LinuxSystem

/// The relay of one chain: holds the second socket of each held port while the node is away, and
/// serves the clients there by way of peers, or lets them wait instead of failing.
public enum Relay {
  /// Until SIGTERM. The drain sockets are those passed by the service manager.
  public static func run(_ settings: RelaySettings) -> ExitCode {
    run(settings, sockets: inheritedSockets)
  }

  static func run(
    _ settings: RelaySettings, sockets: () throws(Failure) -> RelaySockets
  ) -> ExitCode {
    do throws(Failure) {
      let signals = try SignalFD.termination()
      let loop = try RelayLoop(
        try sockets(), settings: settings, stop: try signals.descriptor.duplicate())
      try loop.run(ready: { () throws(Failure) in try ServiceNotice.send(.ready) })
      return .done
    } catch {
      ServiceLog.status(error.text)
      ServiceLog.journal("\(error)")
      return error.exit
    }
  }

  private static func inheritedSockets() throws(Failure) -> RelaySockets {
    let inherited = InheritedSockets()
    var sockets = RelaySockets()
    for (index, name) in inherited.names.enumerated() {
      // Told by the names of their units; all of one port have one address.
      if name.hasSuffix("-drain.socket") {
        sockets.drain.append(try drainSocket(inherited.take(index)))
      } else {
        sockets.held.append(try heldSocket(inherited.take(index)))
      }
    }
    guard !sockets.drain.isEmpty else { throw noDrainSockets }
    return sockets
  }

  private static let noDrainSockets = Failure(
    .noDrainSockets, "cannot relay: no drain socket was passed by the service manager",
    hint: "adnet-agent starts the relay itself; its unit needs Sockets=")

  static func drainSocket(_ descriptor: consuming Descriptor) throws(Failure) -> DrainSocket {
    do throws(Failure) {
      return DrainSocket(try TCPListener(owning: descriptor))
    } catch {
      throw Failure(
        .badDrainSocket, "cannot relay: a passed descriptor isn't a listening TCP socket",
        hint: error.text)
    }
  }

  static func heldSocket(_ descriptor: consuming Descriptor) throws(Failure) -> HeldQueue {
    HeldQueue(try TCPListener(owning: descriptor))
  }
}
