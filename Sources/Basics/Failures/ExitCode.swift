/// The exit codes of every command of ours.
public enum ExitCode: Int32, Codable, Sendable, CaseIterable {
  /// Done, or the answer is yes.
  case done = 0
  /// Tried and failed.
  case failed = 1
  /// The answer is no, or the request was refused by a gate.
  case refused = 3
  /// The command line is wrong.
  case usage = 64
  /// The daemon can't be reached.
  case unreachable = 69
  /// Something else is under way: try again.
  case busy = 75
  /// The caller may not do this.
  case notPermitted = 77
  /// A configuration or a state file is invalid.
  case invalid = 78
  /// A system call failed at start.
  case system = 111

  /// The HTTP status of a failure that has this exit code, where its kind has none of its own.
  public var httpStatus: Int {
    switch self {
    case .usage, .invalid: 400
    case .notPermitted: 403
    case .refused, .busy: 409
    case .unreachable: 503
    case .done, .failed, .system: 500
    }
  }
}
