import Basics
import LinuxSystem

/// The sockets of a chain's held ports that a relay has.
struct RelaySockets {
  /// The relay's own.
  var drain: [DrainSocket] = []
  /// The node's.
  var held: [HeldQueue] = []
}

/// The node's own socket of one held port. Nobody is taken from it but by order: the node is the one
/// to do that.
final class HeldQueue {
  private let listener: TCPListener

  init(_ listener: consuming TCPListener) { self.listener = listener }

  var port: UInt16 { listener.address.port }

  func waiting() throws(Failure) -> Int { try listener.queue().length }

  /// The next client; nil when none waits. Our own probes, for the node alone, are let go.
  func take() throws(Failure) -> TCPConnection? {
    while let connection = try listener.accept() {
      guard let client = connection.remote(), client.host == ProbeSource.address else {
        return connection
      }
    }
    return nil
  }
}
