import CLinux
internal import SupervisorCore

/// `adnet-supervisor stop`, the unit's ExecStop=: asks the supervisor to stop its node and returns
/// when both are gone, so that the node gets one SIGTERM and its whole grace.
enum StopCommand {
  static func run(_ options: Options) -> SupervisorExit {
    if let pointer = adnet_environment("MAINPID"), let pid = System.text(pointer).number {
      let supervisor = adnet_open_process(Int32(pid))
      if supervisor >= 0 {
        let error = adnet_signal_process(supervisor, adnet_sigterm)
        guard error == 0 || error == adnet_no_process else {
          System.say("cannot ask the supervisor to stop: \(error: error)")
          return .system
        }
        // The supervisor may be stopped, as the node may be: by "systemctl kill -s STOP", both are.
        _ = adnet_signal_process(supervisor, adnet_sigcont)
        var descriptors = [supervisor]
        // systemd's TimeoutStopSec= bounds this.
        while adnet_wait(&descriptors, 1, -1) == 0 {}
      }
    }
    // The supervisor may have been killed, and its node be stopping on its own: the locks tell.
    for name in options.chains { waitForEnd(SupervisorPaths(options, chain: name)) }
    return .stopped
  }

  private static func waitForEnd(_ paths: SupervisorPaths) {
    guard LastRun(report: System.read(paths.report) ?? "").runs else { return }
    let lock = System.withCString(paths.lock) { adnet_lock_open($0) }
    guard lock >= 0 else { return }
    var none: [Int32] = [-1]
    while adnet_lock_try(lock) == adnet_would_block { _ = adnet_wait(&none, 1, 20) }
    // It may be another's from here on, while we wait for the next.
    adnet_close(lock)
  }
}
