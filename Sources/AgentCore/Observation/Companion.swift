public import Basics

/// The facts about a chain that one process may serve together with another.
public struct Companion: Hashable, Sendable {
  /// The owner of the chain; nil when its link names none, or can't be read.
  public var owner: Generation?
  public var operation: Operation?
  public var lastOperation: Operation?
  /// Whether its safety record still has to be brought to its place.
  public var owesRecord = false
  /// The reason that the process that serves both may not be restarted, as far as this chain goes;
  /// nil when it may.
  public var obstacle: String?

  public init(
    owner: Generation?, operation: Operation? = nil, lastOperation: Operation? = nil
  ) {
    self.owner = owner
    self.operation = operation
    self.lastOperation = lastOperation
    obstacle = "it hasn't been checked yet"
  }

  /// - Parameter seen: the last look at it; nil before the first.
  public init(
    owner: Generation?, _ state: ChainState, seen: ChainObservation?, settings: ChainSettings
  ) {
    self.init(owner: owner, operation: state.operation, lastOperation: state.lastOperation)
    guard let seen else { return }
    let carry = seen.units[LedgerWork.carry.unit(of: settings.chain)]
    owesRecord =
      seen.owesRecord && carry?.activity != .active
      // It goes on to wait for the others once that is done.
      || state.operation?.lacksRecord == true && state.operation?.phase == .start
        && ![LedgerWork.resume, .accept].contains {
          seen.units[$0.unit(of: settings.chain)]?.activity == .active
        }
    obstacle = Healing(state: state, view: ChainView(settings: settings, now: seen)).obstacle
  }
}
