import Basics
import LinuxSystem
import NIOCore

/// The answerer of a request.
enum Upstream: Hashable {
  /// This host's node, asked from a source address of the client's own, since it limits requests by
  /// address.
  case node(target: TCPAddress, source: TCPAddress?)
  case peer(PeerTarget)

  /// The client's address on the loopback network: in the upper half of it, so that nothing of this
  /// host's own is there. Nil for a node that can't be reached from there.
  static func source(for client: TCPAddress?, target: TCPAddress) -> TCPAddress? {
    guard target.family == .four, let client else { return nil }
    if client.family == .four, client.bytes[0] == 127 {
      return client.description.hasPrefix(ProbeSource.address) ? nil : client.with(port: 0)
    }
    // IPv6 hosts usually have a /64 each.
    let bytes = client.family == .four ? client.bytes : Array(client.bytes.prefix(8))
    var hash: UInt32 = 2_166_136_261  // FNV-1a
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return TCPAddress(
      "127.\(128 | (hash >> 16 & 127)).\(hash >> 8 & 255).\(hash & 255)", port: 0)
  }

  var peer: PeerTarget? { if case .peer(let peer) = self { peer } else { nil } }
  var isPeer: Bool { peer != nil }
}
