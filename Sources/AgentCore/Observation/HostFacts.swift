public import Basics

/// What was seen of the host that gates ask about.
public struct HostFacts: Hashable, Sendable {
  /// Why there is too little room on a disk for another release to run; nil when there is enough.
  public var disk: Failure?
  /// What of the host's memory safety isn't as it should be, each in a few words.
  public var memory: [String] = []
  /// Why the agent doesn't know, or doesn't look after it; nil when it does.
  public var foreignMemory: String?
  /// How little of memory and swap is left, in one clause; nil while there is enough.
  public var shortMemory: String?
  /// Why the host is too small for one process of all chains, in one clause; nil when it isn't.
  public var smallForShared: String?
  /// Programs that run here and may exchange binaries as well.
  public var upgraders: [String] = []
  /// TCP ports at which anybody listens.
  public var listening: Set<UInt16> = []
  /// Ports that the chain is to have and another one has, each in a clause.
  public var portsOfOthers: [String] = []

  public init() {}
}
