import LinuxSystem

/// The sender of a request, as the kernel knows it from the connection's other end.
public struct Caller: Hashable, Sendable {
  public let uid: UInt32
  public let pid: Int32
  /// Whether it may change anything: root, and members of the group `adnet`.
  public let mayAct: Bool
  /// False for those who come over TCP: nobody knows who they are.
  public var mayRead = true

  public init(uid: UInt32, pid: Int32, mayAct: Bool) {
    self.uid = uid
    self.pid = pid
    self.mayAct = mayAct
  }

  static let overTCP: Caller = {
    var caller = Caller(uid: .max, pid: 0, mayAct: false)
    caller.mayRead = false
    return caller
  }()

  /// `operators` is the number of the group `adnet`, if there is one.
  init(_ peer: PeerCredentials, operators: UInt32?) {
    self.init(
      uid: peer.user, pid: peer.process,
      mayAct: peer.user == 0 || operators.map(peer.groups.contains) ?? false)
  }
}
