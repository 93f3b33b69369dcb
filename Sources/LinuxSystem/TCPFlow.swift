public import Basics
import CLinux

/// The kernel's knowledge of a TCP connection at one moment.
public struct TCPFlow: Hashable, Sendable {
  public var isEstablished: Bool
  /// Bytes that arrived and nobody has read; written and not confirmed by the other end.
  public var unread: UInt32
  public var unsent: UInt32
  /// Bytes since it began.
  public var received: UInt64
  public var written: UInt64
  /// Milliseconds since data last arrived, and was last sent. The kernel counts in ticks of up to
  /// 10 ms, so equal values say nothing about the order.
  public var sinceReceived: Int
  public var sinceSent: Int
  /// The same since the other end last confirmed something.
  public var sinceConfirmed: Int
  /// Packets with data, either way.
  public var packetsIn: UInt32
  public var packetsOut: UInt32

  public init(
    isEstablished: Bool = true, unread: UInt32 = 0,
    unsent: UInt32 = 0, received: UInt64 = 0, written: UInt64 = 0, sinceReceived: Int = 0,
    sinceSent: Int = 0, sinceConfirmed: Int = 0, packetsIn: UInt32 = 0, packetsOut: UInt32 = 0
  ) {
    self.isEstablished = isEstablished
    self.unread = unread
    self.unsent = unsent
    self.received = received
    self.written = written
    self.sinceReceived = sinceReceived
    self.sinceSent = sinceSent
    self.sinceConfirmed = sinceConfirmed
    self.packetsIn = packetsIn
    self.packetsOut = packetsOut
  }

  public init(of socket: borrowing Descriptor) throws(Failure) {
    var flow = adnet_flow()
    let error = adnet_flow_of(socket.raw, &flow)
    guard error == 0 else { throw Failure(cannot: "inspect a connection", errno: error) }
    self.init(
      isEstablished: flow.is_established, unread: flow.unread,
      unsent: flow.unsent, received: flow.received, written: flow.written,
      sinceReceived: Int(flow.since_received), sinceSent: Int(flow.since_sent),
      sinceConfirmed: Int(flow.since_confirmed), packetsIn: flow.packets_in,
      packetsOut: flow.packets_out)
  }

  /// The bytes that wait to be read first, left there; empty when none wait.
  public static func peek(_ socket: borrowing Descriptor, most: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: most)
    let got = bytes.withUnsafeMutableBufferPointer {
      adnet_peek(socket.raw, $0.baseAddress!, Int64($0.count))
    }
    return got > 0 ? Array(bytes[..<Int(got)]) : []
  }
}
