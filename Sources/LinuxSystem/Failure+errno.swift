public import Basics
import Glibc

extension Failure {
  /// "cannot open /x: No such file or directory", with a kind that stands for the errno.
  public init(
    cannot act: String, errno number: CInt, hint: String? = nil, exit: ExitCode = .failed
  ) {
    self.init(
      Failure.kind(errno: number), "cannot \(act): \(Failure.words(errno: number))", hint: hint,
      exit: exit)
  }

  /// Stable words for the few numbers that callers tell apart.
  public static func kind(errno number: CInt) -> String {
    switch number {
    case ENOENT, ENOTDIR: "not_found"
    case EACCES, EPERM: "permission_denied"
    case ENOSPC, EDQUOT: "no_space"
    case EROFS: "read_only"
    case EEXIST: "already_exists"
    case ELOOP: "is_a_link"
    case EADDRINUSE: "address_in_use"
    case ECONNREFUSED: "connection_refused"
    case EPIPE, ECONNRESET: "connection_lost"
    case EAGAIN, ETIMEDOUT: "timed_out"
    default: "system_call_failed"
    }
  }

  public static func words(errno number: CInt) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
      guard let start = buffer.baseAddress, strerror_r(number, start, buffer.count) == 0
      else { return "error \(number)" }
      return String(cString: start)
    }
  }

  public var isMissing: Bool { kind == "not_found" }
}
