public import Basics
import LinuxSystem
import Systemd

/// `adnet-agent run`.
public enum AgentDaemon {
  /// The agent until SIGTERM. Call it on the main thread, before any other thread is started.
  public static func run(paths: Paths = Paths()) -> ExitCode {
    do throws(Failure) {
      let stop = try SignalFD.termination()
      let folders = try FolderWatch()
      let wake = try WakeUp()
      let daemon = try Daemon(paths, wake: wake)
      try daemon.run(stop: stop, folders: folders)
      return .done
    } catch {
      Journal().write(.critical, event: "agent_failed", "\(error)")
      // `systemctl status` shows the reason too; without a manager there is nobody to tell.
      try? ServiceNotice.send(.status(error.text))
      return error.exit
    }
  }
}
