public import Basics

/// Restarts by the agent where one process serves several chains: all of them at once, as an
/// operator's `--together` does.
public enum SharedHealing {
  /// A chain as it was seen last.
  public struct Chain: Sendable {
    let view: ChainView

    public init(_ now: ChainObservation, _ settings: ChainSettings) {
      view = ChainView(settings: settings, now: now)
    }
  }

  /// The state with one restart for every chain of the process, to be made durable at once; nil when
  /// there is nothing to do.
  public static func step(_ state: AgentState, seeing chains: [ChainName: Chain]) -> AgentState? {
    guard state.operation == nil else { return nil }
    if let stopped = HeightLossWatch.keptStoppedTogether(state, seeing: chains.mapValues(\.view)) {
      return stopped
    }
    for (name, chain) in chains.sorted(by: { $0.key < $1.key }) {
      let settings = chain.view.settings
      guard
        case .restart(let owner, let reason) = Healing(state: state[name], view: chain.view)
          .decision, owner.unit == settings.sharedUnit
      else { continue }
      return begun(state, [name] + settings.companions, chains, reason: "chain \(name): \(reason)")
    }
    return nil
  }

  private static func begun(
    _ state: AgentState, _ names: [ChainName], _ chains: [ChainName: Chain], reason: String
  ) -> AgentState? {
    var next = state
    let group = chains[names[0]].map { String($0.view.now.nowUnixMs, radix: 36) + "-heal" } ?? ""
    for name in names {
      // Seen anew: what the others knew of it may be some seconds old.
      guard let chain = chains[name], let owner = chain.view.now.current.generation,
        Healing(state: state[name], view: chain.view).obstacle == nil
      else { return nil }
      next[name] = Healing(state: state[name], view: chain.view).begun(
        owner, reason: reason, id: OperationGroup.operationID(group, name),
        together: OperationGroup(group: group, chains: names.filter { $0 != name }))
    }
    return next
  }
}
