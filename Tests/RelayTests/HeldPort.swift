import AgentCore
import Basics
import Glibc
import LinuxSystem

/// The two sockets of one held port, as systemd makes them.
final class HeldPort: Sendable {
  let address: String
  let port: UInt16
  /// The node's, and the relay's.
  let node: Listener
  private let drain: CInt

  final class Listener: Sendable {
    let listener: TCPListener
    init(_ raw: CInt) throws { listener = try TCPListener(owning: Descriptor(owning: raw)) }
    func waiting() throws -> Int { try listener.queue().length }

    /// It becomes the last of its group.
    func leaveAndReturn() {
      shutdown(listener.descriptor.raw, CInt(SHUT_RDWR))
      _ = Glibc.listen(listener.descriptor.raw, 4096)
    }

    /// Serves what waits, and returns how many real requests there were.
    func answerAll(_ answer: String = "served by the node") throws -> Int {
      var answered = 0
      while let connection = try listener.accept() {
        let client = Client(accepted: connection)
        client.send(answer)
        answered += 1
      }
      return answered
    }
  }

  enum Order { case nodeFirst, drainFirst }

  init(_ address: String, order: Order = .nodeFirst, backlog: CInt = 4096) throws {
    self.address = address
    switch order {
    case .nodeFirst:
      let first = try Self.listen(address, port: 0, backlog)
      port = try TCPAddress(of: Descriptor(owning: dup(first))).port
      node = try Listener(first)
      drain = try Self.listen(address, port: port, backlog)
    case .drainFirst:
      drain = try Self.listen(address, port: 0, backlog)
      port = try TCPAddress(of: Descriptor(owning: dup(drain))).port
      node = try Listener(Self.listen(address, port: port, backlog))
    }
  }

  /// The same port with a new socket for another relay.
  func again() throws -> HeldPort {
    HeldPort(address, port, node, drain: try Self.listen(address, port: port, 4096))
  }

  private init(_ address: String, _ port: UInt16, _ node: Listener, drain: CInt) {
    self.address = address
    self.port = port
    self.node = node
    self.drain = drain
  }

  /// The relay gets it, as its unit would.
  func takeDrain() throws(Failure) -> TCPListener {
    try TCPListener(owning: Descriptor(owning: drain))
  }

  func copyDrain() throws -> Descriptor {
    let copy = fcntl(drain, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw Failure(cannot: "copy a socket", errno: errno) }
    return Descriptor(owning: copy)
  }

  /// From `source` to the port, by way of loopback.
  func connect(from source: String = "127.0.0.1") throws -> Client {
    let target = source.contains(":") ? "::1" : "127.0.0.1"
    return try Client(
      from: TCPAddress(source, port: 0)!,
      to: TCPAddress(address.contains("0.0.0.0") || address == "::" ? target : address, port: port)!
    )
  }

  private static func listen(_ address: String, port: UInt16, _ backlog: CInt) throws -> CInt {
    let isSix = address.contains(":")
    // A copy in a process that another test starts would keep the queue from moving.
    let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let fd = socket(isSix ? AF_INET6 : AF_INET, type, 0)
    var one: CInt = 1
    var zero: CInt = 0
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, 4)
    var bound: CInt = -1
    if isSix {
      setsockopt(fd, CInt(IPPROTO_IPV6), IPV6_V6ONLY, &zero, 4)
      var six = sockaddr_in6()
      six.sin6_family = sa_family_t(AF_INET6)
      six.sin6_port = port.bigEndian
      inet_pton(AF_INET6, address, &six.sin6_addr)
      bound = withUnsafeBytes(of: &six) {
        bind(fd, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t($0.count))
      }
    } else {
      var four = sockaddr_in()
      four.sin_family = sa_family_t(AF_INET)
      four.sin_port = port.bigEndian
      inet_pton(AF_INET, address, &four.sin_addr)
      bound = withUnsafeBytes(of: &four) {
        bind(fd, $0.assumingMemoryBound(to: sockaddr.self).baseAddress, socklen_t($0.count))
      }
    }
    guard bound == 0, Glibc.listen(fd, backlog) == 0 else {
      throw Failure(cannot: "listen on \(address)", errno: errno)
    }
    return fd
  }
}
