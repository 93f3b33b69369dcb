public import Basics

/// A group of operations that go in step: one process serves their chains, before it
/// or after it.
///
/// They are begun at once, none takes a step that touches another's node before that one is ready for
/// it, and when one turns back all do.
public struct OperationGroup: Hashable, Codable, Sendable {
  /// The same in all of their operations.
  public let group: String
  /// The other chains.
  public let chains: [ChainName]
  /// Whether this chain's watch is over, and the operation waits for the others'.
  public var isProven = false

  public init(group: String, chains: [ChainName]) {
    self.group = group
    self.chains = chains
  }

  /// The ID of the operation of a group on one chain.
  public static func operationID(_ group: String, _ chain: ChainName) -> String {
    "\(group)-\(chain)"
  }

  /// The group of those that are left; nil where there is none to go in step with.
  func among(_ left: [ChainName], of chain: ChainName) -> OperationGroup? {
    let others = chains.filter { $0 != chain && left.contains($0) }
    return others.isEmpty ? nil : OperationGroup(group: group, chains: others)
  }
}
