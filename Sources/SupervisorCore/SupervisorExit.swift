/// The supervisor's own exit codes. The node's never become ours, so that none of its codes can
/// keep systemd from starting it again.
public enum SupervisorExit: Int32, Sendable {
  /// Stopped as ordered.
  case stopped = 0
  /// The node died: start again.
  case nodeDied = 1
  /// The chain belongs to another unit: don't start again.
  case declined = 3
  /// Another process holds the chain's lock: start again.
  case locked = 75
  /// The command line or the chain's `current` is invalid: don't start again.
  case invalid = 78
  /// A system call failed.
  case system = 111
}
