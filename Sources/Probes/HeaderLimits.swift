import NIOHTTP1

extension NIOHTTPDecoderLimitConfiguration {
  /// How large a head may be that answers a probe.
  static var probes: NIOHTTPDecoderLimitConfiguration {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderListSize = 16 * 1024
    limits.maxHeaderFieldSize = 16 * 1024
    limits.maxHeaderFieldCount = 100
    return limits
  }
}
