public import Basics
import Glibc

/// The program of this process.
public enum Program {
  /// Gives this process another program; returns only when that can't be.
  public static func become(_ path: String, _ arguments: [String]) -> Failure {
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
    words.append(nil)
    execv(path, words)
    return Failure(cannot: "run \(path)", errno: errno)
  }
}
