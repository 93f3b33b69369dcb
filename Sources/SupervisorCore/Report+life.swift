/// The changes of the report as a node starts, runs and ends.
extension Report {
  /// Until a node runs, the report goes on telling of the last one.
  public mutating func resume(_ last: LastRun) {
    guard last.bootID == bootID else { return }
    exit = last.exit
    leftoverKilled = last.leftoverKilled
    failures = last.failures
    startedBoottime = last.started
  }

  /// The end of a chain's node before the one that begins. What a reboot made the report forget, the mark
  /// still tells.
  ///
  /// - Parameter mark: the boot in which a node began that hasn't stopped cleanly since; nil without one.
  public func exit(marked mark: Text?) -> ExitRecord {
    guard exit.kind == .none, let mark, mark != bootID else { return exit }
    return ExitRecord(unobserved: ())
  }

  /// The node's process is there. `unix` and `boottime` are milliseconds since 1970 and since boot.
  public mutating func begin(_ process: Int64, unix: Int64, boottime: Int64) {
    node = process
    startedUnix = unix
    startedBoottime = boottime
    exit = ExitRecord()
    leftoverKilled = 0
    readyUnix = 0
  }

  /// The node's process is dead, and `exit` says how.
  public mutating func end(unix: Int64, boottime: Int64) {
    exit.boottime = boottime
    exit.unix = unix
    node = 0
  }

  /// All that the node has left behind is dead, too. True when it ended as ordered.
  ///
  /// - Parameter isStopOrdered: a stop was ordered when the node was dead already.
  public mutating func settle(isStopOrdered: Bool) -> Bool {
    // Failures count up in the next supervisor, which knows whether this run was a stable one.
    if exit.ordered || isStopOrdered { failures = 0 }
    // As with a stop during the backoff: whoever starts the unit again wants the node at once.
    if isStopOrdered { startedBoottime = 0 }
    return exit.ordered || isStopOrdered
  }

  /// Stopped before a node was started: whoever starts the unit again wants the node at once.
  public mutating func stopEarly() {
    failures = 0
    startedBoottime = 0
    backoffUntilUnix = 0
  }
}
