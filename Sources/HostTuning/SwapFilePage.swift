import Glibc

enum SwapFilePage {
  /// Bytes.
  static let size = sysconf(CInt(_SC_PAGESIZE))
}
