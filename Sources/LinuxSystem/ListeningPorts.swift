public import Basics
import CLinux
import Glibc

/// The host's listening TCP sockets.
public struct ListeningPorts: Sendable {
  /// The user a listening socket belongs to, by port.
  public let users: [UInt16: UInt32]

  public static func read() throws(Failure) -> ListeningPorts {
    if let answer = ask() { return answer }
    return try readTables()
  }

  private static let capacity = 4_096

  /// Nil where the kernel lacks the question (its module tcp_diag), or the family.
  private static func ask() -> ListeningPorts? {
    var users: [UInt16: UInt32] = [:]
    var ports = [UInt16](repeating: 0, count: capacity)
    var owners = [UInt32](repeating: 0, count: capacity)
    for family in [AF_INET, AF_INET6] {
      let count = Int(adnet_listening_ports(family, &ports, &owners, CInt(capacity)))
      guard count >= 0 else { return nil }
      for index in 0..<count { users[ports[index]] = owners[index] }
    }
    return ListeningPorts(users: users)
  }

  /// From /proc/net/tcp and tcp6. Slow: the kernel looks at the table of all connections.
  static func readTables() throws(Failure) -> ListeningPorts {
    var users: [UInt16: UInt32] = [:]
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
      // A kernel without IPv6 has no second table.
      guard let bytes = try File.readIfPresent(table, limit: 64 * 1024 * 1024) else { continue }
      for line in bytes.split(separator: UInt8(ascii: "\n")).dropFirst() {
        let words = line.split(separator: UInt8(ascii: " ")).prefix(8).map {
          String(decoding: $0, as: UTF8.self)
        }
        // sl local_address rem_address st queues timer retransmits uid; 0A is LISTEN.
        guard words.count == 8, words[3] == "0A", let user = UInt32(words[7]),
          let port = words[1].split(separator: ":").last.flatMap({ UInt16($0, radix: 16) })
        else { continue }
        users[port] = user
      }
    }
    return ListeningPorts(users: users)
  }
}
