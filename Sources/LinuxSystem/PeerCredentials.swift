public import Basics
import CLinux
import Glibc

/// The process at the other end of a unix socket, as the kernel knows it.
public struct PeerCredentials: Hashable, Sendable {
  public let user: UInt32
  public let process: Int32
  /// The primary group and all supplementary ones.
  public let groups: Set<UInt32>

  public init(user: UInt32, process: Int32, groups: Set<UInt32>) {
    self.user = user
    self.process = process
    self.groups = groups
  }

  /// Of a connected socket that someone else owns.
  public init(ofSocket raw: CInt) throws(Failure) {
    var user: UInt32 = 0
    var group: UInt32 = 0
    var process: Int32 = 0
    guard adnet_peer(raw, &user, &group, &process) == 0 else {
      throw Failure(cannot: "identify the peer of a connection", errno: errno)
    }
    var others = [UInt32](repeating: 0, count: 64)
    var count = adnet_peer_groups(raw, &others, CInt(others.count))
    if count < 0 && errno == ERANGE {
      // The kernel's own limit.
      others = [UInt32](repeating: 0, count: 65_536)
      count = adnet_peer_groups(raw, &others, CInt(others.count))
    }
    guard count >= 0 else {
      throw Failure(cannot: "identify the peer of a connection", errno: errno)
    }
    self.init(user: user, process: process, groups: Set(others[..<Int(count)]).union([group]))
  }
}

extension UnixSocket {
  public func peer() throws(Failure) -> PeerCredentials {
    try PeerCredentials(ofSocket: descriptor.raw)
  }
}
