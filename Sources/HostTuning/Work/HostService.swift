public import Basics
import Systemd

/// `adnet-agent host-work` as systemd runs it.
public enum HostService {
  public static func run(paths: Paths = Paths()) -> ExitCode {
    do throws(Failure) {
      try HostWork(paths, SystemdSwapUnits()).run()
      return .done
    } catch {
      // systemd shows the unit's last lines where it failed.
      Journal(identifier: "adnet-host").write(.error, event: "host_failed", "\(error)")
      return error.exit
    }
  }
}
