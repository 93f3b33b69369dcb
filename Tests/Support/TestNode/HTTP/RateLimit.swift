/// A bucket for each peer address, whatever its port.
struct RateLimit {
  private struct Bucket {
    var tokens: Double
    var at: Int64
  }

  private let burst: Double
  private let refill: Double
  private var buckets: [[UInt8]: Bucket] = [:]

  /// nil when the number is so large that it means "off".
  init?(perSecond: Int, api: API) {
    guard perSecond < 100_000 else { return nil }
    burst = Double(max(1, perSecond))
    refill = api.isV4 ? burst : 1
  }

  /// Whether one more request from there is served.
  mutating func admits(_ peer: SocketAddress, at now: Int64) -> Bool {
    if buckets.count > 4096 {
      buckets = buckets.filter { now - $0.value.at < Clock.nanoseconds(burst / refill) }
    }
    var bucket = buckets[peer.host] ?? Bucket(tokens: burst, at: now)
    bucket.tokens = min(burst, bucket.tokens + Double(now - bucket.at) / 1e9 * refill)
    bucket.at = now
    let admitted = bucket.tokens >= 1
    if admitted { bucket.tokens -= 1 }
    buckets[peer.host] = bucket
    return admitted
  }
}
