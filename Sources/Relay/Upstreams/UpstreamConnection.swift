import NIOCore
import NIOHTTP1

/// The hearer of what comes of a request that is sent on.
protocol BackListener: AnyObject {
  func backConnected(_ back: UpstreamConnection)
  func backAnswered(_ part: HTTPClientResponsePart, from back: UpstreamConnection)
  /// Called when all that has arrived for now was told.
  func backPaused(_ back: UpstreamConnection)
  /// Called when it takes more, or for the moment no more.
  func backWritability(_ back: UpstreamConnection)
  /// Called when it couldn't be connected, or no more comes.
  func backEnded(_ back: UpstreamConnection)
}

/// One connection to an upstream. On one event loop, like its client.
final class UpstreamConnection: ChannelDuplexHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundIn = HTTPClientRequestPart
  typealias OutboundOut = HTTPClientRequestPart

  let upstream: Upstream
  private(set) var listener: (any BackListener)?
  private(set) var channel: (any Channel)?
  /// Whether it served a request before, so that it may have been closed at the other end meanwhile.
  private(set) var isUsed = false
  private var context: ChannelHandlerContext?
  /// Whether the client takes more; else it is slower than we are.
  private var wantsMore = true
  private var hasUnread = false
  /// Boot time in milliseconds when it was put aside.
  var idleSince: Int64 = 0

  init(_ upstream: Upstream) { self.upstream = upstream }

  var isOpen: Bool { channel?.isActive == true && context != nil }
  var isWritable: Bool { channel?.isWritable ?? false }

  /// Gives it to another request, or to nobody.
  func serve(_ listener: (any BackListener)?) {
    if self.listener != nil { isUsed = true }
    self.listener = listener
    mayRead(true)
  }

  func send(_ part: HTTPClientRequestPart) {
    context?.write(wrapOutboundOut(part), promise: nil)
  }

  func flush() { context?.flush() }

  func close() {
    listener = nil
    context?.close(promise: nil)
  }

  /// Allows or forbids taking more of the answer from the network.
  func mayRead(_ may: Bool) {
    wantsMore = may
    guard may, hasUnread, let context else { return }
    hasUnread = false
    context.read()
  }

  // MARK: Channel events

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    channel = context.channel
  }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func read(context: ChannelHandlerContext) {
    guard wantsMore else {
      hasUnread = true
      return
    }
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    guard let listener else {
      // Nobody asked for it: whatever it answers can't be trusted any more.
      context.close(promise: nil)
      return
    }
    listener.backAnswered(part, from: self)
  }

  func channelReadComplete(context: ChannelHandlerContext) { listener?.backPaused(self) }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    listener?.backWritability(self)
  }

  func channelInactive(context: ChannelHandlerContext) { end() }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
    end()
  }

  private func end() {
    guard let listener else { return }
    self.listener = nil
    listener.backEnded(self)
  }
}
