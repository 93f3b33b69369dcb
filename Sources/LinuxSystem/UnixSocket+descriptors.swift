public import Basics
import CLinux
import Glibc

extension UnixSocket {
  /// One message, with the descriptor that came with it if there was one.
  public struct Packet: ~Copyable {
    public let bytes: [UInt8]
    private var descriptor: Descriptor?

    fileprivate init(_ bytes: [UInt8], _ descriptor: consuming Descriptor?) {
      self.bytes = bytes
      self.descriptor = descriptor
    }

    public consuming func takeDescriptor() -> Descriptor? { descriptor.take() }
  }

  /// The next message on a packet socket, nil when none waits; no bytes when the other end closed.
  public func receivePacket(limit: Int) throws(Failure) -> Packet? {
    var buffer = [UInt8](repeating: 0, count: limit)
    var raw: CInt = -1
    let got = buffer.withUnsafeMutableBufferPointer { bytes in
      retrying {
        Int(
          adnet_receive_descriptor(
            descriptor.raw, bytes.baseAddress!, Int64(bytes.count), &raw))
      }
    }
    let passed: Descriptor? = raw >= 0 ? Descriptor(owning: raw) : nil
    if got >= 0 { return Packet(Array(buffer[..<got]), passed) }
    guard errno == EAGAIN else { throw Failure(cannot: "receive", errno: errno) }
    return nil
  }

  /// One message with a copy of a descriptor.
  public func send(_ bytes: [UInt8], with passed: borrowing Descriptor) throws(Failure) {
    let deadline = Deadline(milliseconds: 5_000)
    while true {
      let done = bytes.withUnsafeBufferPointer { buffer in
        retrying {
          Int(
            adnet_send_descriptor(
              descriptor.raw, buffer.baseAddress!, Int64(buffer.count), passed.raw))
        }
      }
      if done >= 0 { return }
      guard errno == EAGAIN, !deadline.isOver else {
        throw Failure(cannot: "send a descriptor", errno: errno)
      }
      Clock.sleep(milliseconds: 1)
    }
  }
}
