public import Basics

/// The agent's memory of one chain.
public struct ChainState: Hashable, Codable, Sendable {
  public enum Desired: String, Codable, Sendable, CaseIterable { case running, stopped }

  /// Whether the chain is enabled: from `chain enable` to `chain disable`.
  public var enabled: Bool
  public var desired: Desired
  /// The last generation that ran well to the end of its watch.
  public var proven: Generation?
  /// The one proven before it with another release: what `rollback` returns to.
  public var previous: Generation?
  /// Before `previous`, where that is of another program: what `rollback` returns to once the chain has
  /// its own program again.
  public var earlier: Generation?
  public var operation: Operation?
  public var lastOperation: Operation?
  /// The drain, from `drain` to `undrain`; nil otherwise.
  public var drained: Drained?
  /// The agent's restart of the node; nil when there was none, or when the node was well for a while since.
  public var healed: Healed?
  /// The ledger's state; nil when no other program has got the ledger.
  public var ledger: LedgerState?
  /// The greatest height that its node has answered; nil before the first, and once a lower height
  /// was accepted.
  public var reached: ReachedHeight?
  /// The safety record as seen last; nil before anyone has looked for it, and once its absence was
  /// accepted.
  public var record: RecordSeen?
  /// The reason that its node is kept stopped; nil when it isn't.
  public var fallen: Fallen?
  /// The last process that was seen below that height; nil when none was, and once a lower height was accepted.
  public var fell: FellProcess?
  /// The end of the last release that announced one; nil when none did.
  public var announced: AnnouncedEnd?
  /// Masked by the agent; nil outside of migrations.
  public var retired: RetiredUnit?

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
  package mutating func finishMigration() {
    retired?.isOver = true
    ledger?.backup?.isOver = true
    if let previous, previous.release.program != proven?.release.program {
      self.previous = returnsTo
    }
    earlier = nil
  }

  /// Whether finishing a migration would end anything.
  package var hasLeftovers: Bool {
    retired?.isOver == false || ledger?.backup?.isOver == false
      || previous.map { $0.release.program != proven?.release.program } ?? false
  }

  /// The generation that `rollback` leads to, never of another program; nil where there is none.
  package var returnsTo: Generation? {
    [previous, earlier].lazy.compactMap { $0 }.first {
      $0.release.program == proven?.release.program && $0.release != proven?.release
    }
  }

  /// A generation has run well to the end of its watch.
  package mutating func prove(_ generation: Generation?) {
    if let proven, proven.release != generation?.release {
      let leaves = proven.release.program != generation?.release.program
      if leaves, let previous, previous.release.program == proven.release.program {
        earlier = previous
      } else if !leaves, earlier?.release.program == proven.release.program {
        earlier = nil
      }
      previous = proven
    }
    proven = generation
  }

  public var releasesInUse: Set<ReleaseID> {
    Set([proven, previous, earlier, operation?.from, operation?.target].compactMap { $0?.release })
  }
}
