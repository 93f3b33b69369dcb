/// Sees ports where connections wait and none is accepted.
///
/// The kernel tells how many wait. A queue that doesn't shrink between looks and isn't empty is one
/// that nobody serves: a node that is only slow accepts all the same. Not for held ports, where
/// clients may wait on purpose, and where the REST is asked anyway.
public struct AcceptWatch: Hashable, Sendable {
  private var since: [Int: Int] = [:]
  private var lengths: [Int: Int] = [:]
  private let limitMs: Int

  public init(limitMs: Int) { self.limitMs = limitMs }

  public mutating func note(_ listeners: [SeenListener], atMs now: Int) {
    var next: [Int: Int] = [:]
    var seen: [Int: Int] = [:]
    for listener in listeners { seen[listener.port, default: 0] += listener.waiting }
    for (port, waiting) in seen where waiting > 0 && waiting >= lengths[port] ?? 1 {
      next[port] = since[port] ?? now
    }
    since = next
    lengths = seen
  }

  /// By port, how long its connections have waited; only those above the limit.
  public func waitedMs(at now: Int) -> [Int: Int] {
    since.mapValues { now - $0 }.filter { $0.value >= limitMs }
  }
}
