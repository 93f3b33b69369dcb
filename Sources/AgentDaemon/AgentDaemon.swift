public import Basics
import LinuxSystem
import Systemd

/// The entry of `adnet-agent run`: signals and folders, then the `PollLoop`.
public enum AgentDaemon {
  /// The agent until SIGTERM. Call it on the main thread, before any other thread is started.
  public static func run(paths: Paths = Paths()) -> ExitCode {
    do throws(Failure) {
      let stop = try SignalFD.termination()
      let folders = try FolderWatch()
      let wake = try WakeUp()
      let loop = try PollLoop(paths, wake: wake)
      try loop.run(stop: stop, folders: folders)
      return .done
    } catch {
      Journal().write(.critical, event: "agent_failed", "\(error)")
      // `systemctl status` shows the reason too; without a manager there is nobody to tell.
      try? ServiceNotice.send(.status(error.text))
      return error.exit
    }
  }
}
