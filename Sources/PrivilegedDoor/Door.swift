public import Basics
import LinuxSystem
import Systemd

/// `adnet-agent door`: root's half of the agent, started by its socket.
public enum Door {
  private static let account = "adnet-agent"
  private static let idleMilliseconds: Int64 = 60_000

  /// Until nobody has asked for a minute, or until SIGTERM. Call it on the main thread, before any
  /// other thread is started.
  public static func run(paths: Paths = Paths()) -> ExitCode {
    do throws(Failure) {
      let stop = try SignalFD.termination()
      let sockets = InheritedSockets()
      guard sockets.count == 1 else {
        throw Failure(
          .socketMissing, "cannot open the door: systemd passed \(sockets.count) sockets, not 1",
          hint: "start adnet-agent-door.socket; it starts the door on demand")
      }
      guard let agent = Accounts.user(named: account) else {
        throw Failure(
          .accountMissing, "cannot open the door: user \(account) doesn't exist",
          hint: "run: systemd-sysusers", exit: .system)
      }
      let server = DoorServer(
        try UnixListener(owning: sockets.take(0)),
        DoorWork(paths) { () throws(Failure) in try SystemdBus() }, mayAsk: [0, agent.id])
      try server.run(idleMilliseconds: idleMilliseconds, stop: stop)
      return .done
    } catch {
      Journal(identifier: "adnet-agent-door").write(.critical, event: "door_failed", "\(error)")
      return error.exit
    }
  }
}
