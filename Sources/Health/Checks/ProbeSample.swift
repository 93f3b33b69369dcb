public import Basics
public import Quorum

/// The result of one probe.
public struct ProbeSample: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    case none
    case count(Int)
    case height(UInt64)
    case block(height: UInt64, hash: String)
    case synced(Bool)
    case committee(Committee)
    /// How many validators the node says it is connected to, and the upgrade that it needs, if its metrics
    /// tell.
    case metrics(bftPeers: Int?, upgrade: RequiredUpgrade? = nil)
  }

  public enum Outcome: Hashable, Sendable {
    case passed(Value)
    /// A rate limit, in any of the forms in which nodes report it.
    case limited
    /// A query that the node doesn't support.
    case absent
    /// A refused connection: no process listens. A loss in the network never looks like this.
    case refused
    /// No answer, or only part of one.
    case silent(String)
    /// An answer that isn't one.
    case wrong(String)
    /// The node says that it isn't ready.
    case notReady(String)
  }

  public let outcome: Outcome
  /// When it ended, by the boot's clock, in milliseconds.
  public let atMs: Int
  public let latencyMs: Int

  public init(_ outcome: Outcome, atMs: Int, latencyMs: Int) {
    self.outcome = outcome
    self.atMs = atMs
    self.latencyMs = latencyMs
  }

  public var value: Value? {
    if case .passed(let value) = outcome { value } else { nil }
  }
}

extension ProbeSample.Outcome {
  var isSilent: Bool { if case .silent = self { true } else { false } }

  /// For people; nil when all is well.
  public var words: String? {
    switch self {
    case .passed: nil
    case .limited: "rate-limited"
    case .absent: "not supported by the node"
    case .refused: "connection refused"
    case .silent(let reason), .wrong(let reason), .notReady(let reason): reason
    }
  }
}
