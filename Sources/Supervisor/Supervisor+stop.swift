import CLinux
internal import SupervisorCore

extension Supervisor {
  /// The end of its node, as it was ordered. Returns when its grace is over, in milliseconds since boot.
  mutating func stop(_ node: borrowing NodeProcess) -> Int64 {
    report.exit.ordered = true
    System.tellManager("STOPPING=1")
    enter(.stopping)
    node.terminate()
    return System.boottime + options.stopGrace * 1000
  }

  /// For a node whose grace is over.
  mutating func kill(_ node: borrowing NodeProcess) {
    report.exit.killed = true
    System.say("the node didn't stop in time and was killed")
    _ = adnet_signal_process(node.pidfd, adnet_sigkill)
  }
}
