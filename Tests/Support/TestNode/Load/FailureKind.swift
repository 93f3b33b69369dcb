import Glibc

/// How a request failed.
enum FailureKind: String, CaseIterable {
  case refused
  case reset
  case timeout
  /// The connection ended before the first byte of an answer.
  case closed
  /// … or after some of it.
  case shortBody = "short_body"
  case badStatus = "bad_status"
  case badBody = "bad_body"
  /// Here, not at the server: no port or descriptor was left.
  case local
  case other

  init(errno: CInt) {
    switch errno {
    case ECONNREFUSED: self = .refused
    case ECONNRESET, EPIPE, ECONNABORTED: self = .reset
    case ETIMEDOUT: self = .timeout
    case EADDRNOTAVAIL, EADDRINUSE, EMFILE, ENFILE, ENOBUFS, ENOMEM: self = .local
    default: self = .other
    }
  }
}
