/// The node's last run, by the report of an earlier supervisor of this unit.
public struct LastRun: Equatable, Sendable {
  public var generation: Int64 = 0
  public var bootID: Text = ""
  public var failures: Int64 = 0
  public var supervisor: Int64 = 0
  /// The reason why the node's binary didn't let a socket be handed to it; nil when nothing is known.
  public var denial: Text?
  /// Milliseconds since boot; 0 when it didn't happen.
  public var started: Int64 = 0
  public var ended: Int64 = 0
  public var ordered = false
  public var exit = ExitRecord()
  public var leftoverKilled: Int64 = 0

  /// A node was started and no end of it recorded.
  public var runs: Bool { started > 0 && ended < started }

  public init() {}

  /// Reads a report, tolerant of what it doesn't know: a report is a hint here, never a proof.
  public init(report: Text) {
    for line in report.split(0x0a) {
      let parts = line.split(UInt8(ascii: "="))
      guard parts.count >= 2 else { continue }
      let value = parts[1]
      let number = value.number ?? 0
      switch parts[0] {
      case "generation": generation = number
      case "boot_id": bootID = value
      case "failures": failures = number
      case "supervisor_pid": supervisor = number
      case "node_denial": denial = value
      case "started_boottime_ms": started = number
      case "exit.boottime_ms": ended = number
      case "exit.ordered": ordered = value == "yes"
      case "exit.kind": exit.kind = ExitRecord.Kind(value)
      case "exit.value": exit.value = number
      case "leftover_killed": leftoverKilled = number
      case "exit.unix_ms": exit.unix = number
      default: break
      }
    }
    exit.ordered = ordered
    exit.boottime = ended
    if runs { exit = ExitRecord(unobserved: ()) }
  }

  /// The reason why this generation's node can't be handed a socket, as its last run showed; nil
  /// when nothing is known. Another boot, which empties /run, tries anew.
  public func denial(of generation: Int64) -> Text? {
    generation == self.generation ? denial : nil
  }

  /// Deaths in a row so far, and the time since boot before which the next start has to wait.
  ///
  /// Another boot or another release starts from zero: neither is to blame for the last one.
  public func next(backoff: Backoff, generation: Int64, bootID: Text, now: Int64) -> (
    failures: Int64, notBefore: Int64
  ) {
    guard bootID == self.bootID, generation == self.generation, started > 0 else { return (0, now) }
    // A run without an exit record was cut short by the death of the supervisor itself.
    let end = runs ? now : ended
    if !runs && ordered { return (0, now) }
    let row = end - started >= backoff.stable ? 1 : failures + 1
    return (row, end + backoff.delay(failures: row))
  }
}
