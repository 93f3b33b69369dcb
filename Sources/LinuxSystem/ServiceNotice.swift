public import Basics
import CLinux
import Glibc

/// A notice of a service to the service manager, as sd_notify sends it.
public enum ServiceNotice: Sendable {
  case ready
  /// One line for `systemctl status`.
  case status(String)
  case watchdog
  case stopping

  /// All of them in one message; nothing when no service manager listens.
  public static func send(_ notices: ServiceNotice...) throws(Failure) {
    let lines = notices.map { notice in
      switch notice {
      case .ready: "READY=1"
      case .status(let text): "STATUS=\(text)"
      case .watchdog: "WATCHDOG=1"
      case .stopping: "STOPPING=1"
      }
    }
    let message = Array(lines.joined(separator: "\n").utf8)
    let error = adnet_notify(message, Int64(message.count))
    guard error == 0 else { throw Failure(cannot: "notify the service manager", errno: error) }
  }

  /// How often at least the service manager wants to hear `watchdog`; nil when it doesn't.
  public static func watchdogMilliseconds() -> Int64? {
    func number(_ name: String) -> Int64? {
      getenv(name).flatMap { Int64(String(cString: $0)) }
    }
    if let process = number("WATCHDOG_PID"), process != Int64(getpid()) { return nil }
    return number("WATCHDOG_USEC").map { $0 / 1_000 }
  }
}
