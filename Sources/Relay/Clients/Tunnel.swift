import NIOCore

/// One end of a WebSocket that is relayed: hands its bytes to the other end.
final class Tunnel: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  enum Side {
    case client
    /// The upstream's end. Its frames are followed, so that ours comes between two of them.
    case server
  }

  private let side: Side
  private weak var other: Tunnel?
  private var context: ChannelHandlerContext?
  private var frames = FrameBoundary()
  private var hasUnread = false
  private var isClosing = false
  private let ended: () -> Void

  init(_ side: Side, ended: @escaping () -> Void) {
    self.side = side
    self.ended = ended
  }

  func join(_ other: Tunnel) {
    self.other = other
    other.other = self
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  func handlerRemoved(context: ChannelHandlerContext) { context.eventLoop.assertInEventLoop() }

  /// To be sent at the client's end: nothing of the server's comes after it.
  func sendRestart() {
    guard let other, !isClosing else { return }
    isClosing = true
    if other.frames.isBetween { other.passRestart() }
  }

  private func passRestart() {
    other?.send(ByteBuffer(bytes: WebSocketClose.restart))
  }

  /// At once: what a decoder leaves behind comes outside of any read.
  private func send(_ bytes: ByteBuffer) {
    context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
  }

  func read(context: ChannelHandlerContext) {
    guard other?.context?.channel.isWritable ?? true else {
      hasUnread = true
      return
    }
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    guard side == .server else {
      other?.send(bytes)
      return
    }
    guard other?.isClosing == true else {
      frames.pass(bytes.readableBytesView)
      other?.send(bytes)
      return
    }
    // Up to the end of the frame that has begun, then our own.
    guard !frames.isBetween else { return }
    let rest = frames.passToEnd(bytes.readableBytesView)
    if let slice = bytes.readSlice(length: rest) { other?.send(slice) }
    if frames.isBetween { passRestart() }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    guard context.channel.isWritable, let other, other.hasUnread else { return }
    other.hasUnread = false
    other.context?.read()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? ChannelEvent, event == .inputClosed { ended() }
  }

  func channelInactive(context: ChannelHandlerContext) {
    self.context = nil
    ended()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}

/// The position in a stream of WebSocket frames (RFC 6455, section 5.2).
struct FrameBoundary {
  private var head: [UInt8] = []
  /// Bytes of the frame's payload that are still to come.
  private var left: UInt64 = 0

  var isBetween: Bool { head.isEmpty && left == 0 }

  mutating func pass(_ bytes: some Collection<UInt8>) {
    var rest = bytes[...]
    while !rest.isEmpty { rest = rest.dropFirst(step(rest)) }
  }

  /// The number of bytes that belong to the frame that has begun.
  mutating func passToEnd(_ bytes: some Collection<UInt8>) -> Int {
    var rest = bytes[...]
    var count = 0
    while !rest.isEmpty, !isBetween {
      let step = step(rest)
      count += step
      rest = rest.dropFirst(step)
    }
    return count
  }

  /// Takes some of them.
  private mutating func step(_ bytes: some Collection<UInt8>) -> Int {
    if left > 0 {
      let taken = Int(min(left, UInt64(bytes.count)))
      left -= UInt64(taken)
      return taken
    }
    guard let byte = bytes.first else { return 0 }
    head.append(byte)
    if let length = Self.payload(head) {
      head = []
      left = length
    }
    return 1
  }

  /// Nil until the head is complete; the mask's bytes count as payload.
  private static func payload(_ head: [UInt8]) -> UInt64? {
    guard head.count >= 2 else { return nil }
    let mask: UInt64 = head[1] & 0x80 == 0 ? 0 : 4
    let short = head[1] & 0x7f
    let wide = short == 126 ? 2 : short == 127 ? 8 : 0
    guard head.count >= 2 + wide else { return nil }
    guard wide > 0 else { return UInt64(short) + mask }
    let length = head[2..<(2 + wide)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    // The highest bit must be 0; anything larger than that isn't one we live to see the end of.
    return (length & (.max >> 1)) + mask
  }
}
