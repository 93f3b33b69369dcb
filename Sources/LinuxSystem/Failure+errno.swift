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
  public static func kind(errno number: CInt) -> FailureKind {
    switch number {
    case ENOENT, ENOTDIR: .notFound
    case EACCES, EPERM: .permissionDenied
    case ENOSPC, EDQUOT: .noSpace
    case EROFS: .readOnly
    case EEXIST: .alreadyExists
    case ELOOP: .isALink
    case EADDRINUSE: .addressInUse
    case ECONNREFUSED: .connectionRefused
    case EPIPE, ECONNRESET: .connectionLost
    case EAGAIN, ETIMEDOUT: .timedOut
    default: .systemCallFailed
    }
  }

  public static func words(errno number: CInt) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
      guard let start = buffer.baseAddress, strerror_r(number, start, buffer.count) == 0
      else { return "error \(number)" }
      return String(cString: start)
    }
  }

  public var isMissing: Bool { kind == .notFound }
}
