/// What the agent remembers about one chain.
public struct ChainState: Hashable, Codable, Sendable {
  public enum Desired: String, Codable, Sendable { case running, stopped }

  /// True from `chain enable` to `chain disable`.
  public var enabled: Bool
  public var desired: Desired
  /// The last generation that ran well to the end of its watch.
  public var proven: Generation?
  /// The one proven before it with another release: what `rollback` returns to.
  public var previous: Generation?
  public var operation: Operation?
  public var lastOperation: Operation?
  /// From `drain` to `undrain`.
  public var drained: Drained?
  /// Nil when the agent hasn't restarted the node, or when it was well for a while since.
  public var healed: Healed?
  /// Nil when no other program has got the ledger.
  public var ledger: LedgerState?
  /// Nil before its node has ever answered, and once a lower height was accepted.
  public var reached: Reached?
  /// Its node is kept stopped; nil otherwise.
  public var fallen: Fallen?
  /// Masked by the agent; nil outside of migrations.
  public var retired: Retired?

  public init(
    enabled: Bool = false, desired: Desired = .stopped, proven: Generation? = nil,
    previous: Generation? = nil, operation: Operation? = nil, lastOperation: Operation? = nil
  ) {
    self.enabled = enabled
    self.desired = desired
    self.proven = proven
    self.previous = previous
    self.operation = operation
    self.lastOperation = lastOperation
  }

  /// Nothing of what a migration has left is kept: neither the masked unit, nor the ledger's backup, nor
  /// the release of another program, which no rollback leads to.
  mutating func finishMigration() {
    retired?.isOver = true
    ledger?.backup?.isOver = true
    if let previous, previous.release.program != proven?.release.program { self.previous = nil }
  }

  public var releasesInUse: Set<ReleaseID> {
    Set([proven, previous, operation?.from, operation?.target].compactMap { $0?.release })
  }
}
