public import Basics
import Glibc

/// The descriptors systemd passes to a socket-activated service (LISTEN_FDS).
public struct InheritedSockets: Sendable {
  public let count: Int
  public let names: [String]

  private static let first: CInt = 3

  /// Nothing when the variables are absent or meant for another process.
  public init() {
    func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
    guard variable("LISTEN_PID").flatMap({ pid_t($0) }) == getpid(),
      let count = variable("LISTEN_FDS").flatMap({ Int($0) }), (1...1024).contains(count)
    else {
      self.count = 0
      names = []
      return
    }
    self.count = count
    names = (variable("LISTEN_FDNAMES") ?? "").split(
      separator: ":", omittingEmptySubsequences: false
    ).map(String.init)
    for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsetenv(name) }
  }

  /// Ask for each once: what you get owns the descriptor.
  public func take(_ index: Int) throws(Failure) -> Descriptor {
    precondition((0..<count).contains(index))
    let descriptor = Descriptor(owning: Self.first + CInt(index))
    try descriptor.setInherited(false)
    return descriptor
  }
}
