import Basics
import Glibc
import LinuxSystem

/// Receives what a service notifies.
struct ServiceManagerSocket: ~Copyable {
  private let descriptor: Descriptor

  init(_ path: String) throws {
    descriptor = Descriptor(owning: socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafeBytes(of: &address) {
      bind(
        descriptor.raw, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t($0.count))
    }
    guard bound == 0 else { throw Failure(cannot: "bind \(path)", errno: errno) }
  }

  /// False when that line doesn't come within some seconds.
  func waits(for line: String) throws -> Bool {
    let deadline = Deadline(milliseconds: 5_000)
    while !deadline.isOver {
      var poll = Poll()
      poll.add(descriptor)
      guard try poll.wait(milliseconds: deadline.remainingMilliseconds) == 1 else { return false }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor.raw, &buffer, buffer.count, 0)
      let lines = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
      if lines.split(separator: "\n").contains(where: { $0 == line }) { return true }
    }
    return false
  }
}
