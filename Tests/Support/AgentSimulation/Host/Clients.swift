/// Clients that never stop arriving, at an even rate, each with a new connection. Kept as stretches
/// of time rather than one by one: a millisecond of arrivals is the unit of every count.
public struct Clients: Hashable, Sendable {
  /// Who gets a client that connects now.
  enum Door: Hashable { case node, nodeQueue, peers, relayQueue, refused, hostIsOff }

  public private(set) var served = 0
  public private(set) var answeredByPeers = 0
  public private(set) var answered503 = 0
  public private(set) var refused = 0
  /// Cut off in the middle of a request: by our order to stop, or by the node's own end.
  public private(set) var lostToStop = 0
  public private(set) var lostToCrash = 0
  public private(set) var longestWait = 0
  /// Arrivals that wait, as stretches of time.
  private(set) var nodeQueue: [Range<Int>] = []
  private(set) var relayQueue: [Range<Int>] = []

  mutating func arrive(_ stretch: Range<Int>, at door: Door) {
    guard !stretch.isEmpty else { return }
    switch door {
    case .node: served += stretch.count
    case .nodeQueue: Self.append(stretch, to: &nodeQueue)
    case .peers: answeredByPeers += stretch.count
    case .relayQueue: Self.append(stretch, to: &relayQueue)
    case .refused: refused += stretch.count
    case .hostIsOff: break
    }
  }

  private static func append(_ stretch: Range<Int>, to queue: inout [Range<Int>]) {
    if let last = queue.last, last.upperBound == stretch.lowerBound {
      queue[queue.count - 1] = last.lowerBound..<stretch.upperBound
    } else {
      queue.append(stretch)
    }
  }

  /// The node accepts whoever waits for it.
  mutating func nodeAccepts(at now: Int) {
    guard let first = nodeQueue.first else { return }
    longestWait = max(longestWait, now - first.lowerBound)
    served += nodeQueue.reduce(0) { $0 + $1.count }
    nodeQueue = []
  }

  /// The second socket closes: the kernel moves its queue to the first one's.
  mutating func migrate() {
    nodeQueue = (nodeQueue + relayQueue).sorted { $0.lowerBound < $1.lowerBound }
    relayQueue = []
  }

  /// The relay has heard of peers: they answer whoever waits.
  mutating func peersAnswer(at now: Int) {
    guard let first = relayQueue.first else { return }
    longestWait = max(longestWait, now - first.lowerBound)
    answeredByPeers += relayQueue.reduce(0) { $0 + $1.count }
    relayQueue = []
  }

  mutating func peersTakeQueue(at now: Int) {
    guard let first = nodeQueue.first else { return }
    longestWait = max(longestWait, now - first.lowerBound)
    answeredByPeers += nodeQueue.reduce(0) { $0 + $1.count }
    nodeQueue = []
  }

  /// Clients that were diverted for too long are answered 503, and so is everyone after them.
  mutating func relayAnswers(from limit: Int) {
    guard let first = relayQueue.first else { return }
    longestWait = max(longestWait, limit - first.lowerBound)
    answered503 += relayQueue.reduce(0) { $0 + $1.count }
    relayQueue = []
  }

  /// A socket unit is being stopped and its service has ended: systemd closes all that wait there.
  mutating func areReset() {
    lostToStop += relayQueue.reduce(0) { $0 + $1.count }
    relayQueue = []
  }

  mutating func portCloses() {
    refused += nodeQueue.reduce(0) { $0 + $1.count }
    nodeQueue = []
  }

  mutating func lose(_ count: Int, ordered: Bool) {
    if ordered { lostToStop += count } else { lostToCrash += count }
    served -= count
  }

  /// The power is cut: nobody can be blamed for those.
  mutating func hostGoesOff() {
    nodeQueue = []
    relayQueue = []
  }
}
