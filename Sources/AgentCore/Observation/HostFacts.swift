public import Basics

/// The facts about the host that gates ask for.
public struct HostFacts: Hashable, Sendable {
  /// The reason that a disk has too little room for another release to run; nil when there is enough.
  public var disk: Failure?
  /// The memory settings of the host that aren't applied, each in a few words.
  public var memory: [String] = []
  /// The reason that the agent doesn't know or doesn't manage them; nil when it does.
  public var foreignMemory: String?
  /// The shortage of memory and swap, in one clause; nil while there is enough.
  public var shortMemory: String?
  /// The reason that the host is too small for one process of all chains, in one clause; nil when it isn't.
  public var smallForShared: String?
  /// Programs that run here and may exchange binaries as well.
  public var upgraders: [String] = []
  /// TCP ports at which anybody listens.
  public var listening: Set<UInt16> = []
  /// Ports that the chain is to have and another one has, each in a clause.
  public var portsOfOthers: [String] = []

  public init() {}
}
