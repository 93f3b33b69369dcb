/// How long this host's earlier starts of a chain took, from the process to readiness.
public struct StartHistory: Hashable, Sendable {
  private var milliseconds: [Int] = []
  private static let most = 9

  public init(_ milliseconds: [Int] = []) { self.milliseconds = milliseconds.suffix(Self.most) }

  public mutating func add(_ took: Int) {
    milliseconds.append(took)
    if milliseconds.count > Self.most { milliseconds.removeFirst() }
  }

  /// The middle one of the last, nil before the first.
  public var expectedMs: Int? {
    milliseconds.isEmpty ? nil : milliseconds.sorted()[milliseconds.count / 2]
  }
}
