public import Basics
import Glibc

/// The kernel's copies of files in memory.
public enum PageCache {
  /// Asks for the file to be read into it, as far as there is room; doesn't wait for the end.
  public static func want(_ path: String) throws(Failure) {
    let file = try Descriptor.open(path, .readNoFollow)
    let error = posix_fadvise(file.raw, 0, 0, CInt(POSIX_FADV_WILLNEED))
    guard error == 0 else { throw Failure(cannot: "read \(path) ahead", errno: error) }
  }
}
