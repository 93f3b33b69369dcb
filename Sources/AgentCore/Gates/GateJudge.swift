import Basics

/// The gates of one operation, each decided by itself from what is seen.
struct GateJudge {
  let kind: OperationKind
  let strategy: Strategy
  let chain: ChainState
  let view: ChainView
  let target: Generation?
  var isForReboot = false
  /// The target has run here before, as far as is remembered.
  var leadsBack = false
  /// The fitness of the target's release; nil when it wasn't looked at.
  var fitness: ReleaseFitness?
  /// The fitness of the release that it replaces.
  var before: ReleaseFitness?
  var forecast: GapForecast?
  /// The target is started with what the configuration says now.
  var takesConfiguration = false

  var now: ChainObservation { view.now }
  var settings: ChainSettings { view.settings }
  var name: ChainName { settings.chain }

  /// Whether the chain's node is taken away, now or by what follows.
  private var takesNode: Bool { kind.takesNode || (kind == .drain && isForReboot) }
  private var startsNode: Bool {
    switch kind {
    case .install, .swap, .rollback, .restart, .start, .enable: true
    case .stop, .disable, .drain, .undrain: false
    }
  }

  /// The gates, in the order of `Gate.Name`.
  func gates() -> [Gate] {
    var gates = [otherOperation]
    if takesNode || kind == .drain { gates += [quorum, chainAdvances, inSync] }
    if kind.exchangesRelease {
      gates += [release] + [command, activation, ledger, conversion, ports].compactMap { $0 }
    }
    if !kind.exchangesRelease, let command { gates.append(command) }
    if kind.exchangesRelease || kind == .restart { gates.append(disk) }
    if takesNode || startsNode { gates.append(upgrader) }
    if startsNode { gates += [memory] + [portsOfOthers].compactMap { $0 } }
    if takesNode { gates.append(cleanStop) }
    switch kind {
    case .swap, .rollback, .restart, .drain: gates.append(capacity)
    case .install, .start, .enable, .stop, .disable, .undrain: break
    }
    return gates
  }

  /// The gates that may change from one moment to the next, looked at again right before a node is stopped.
  func beforeStop() -> [Gate] { takesNode ? [quorum, chainAdvances] : [] }

  /// Of the watch, which is the last that takes long; nil before it.
  private func remaining(_ operation: Operation) -> Int? {
    guard operation.phase == .watch, operation.clock.bootID == now.bootID else { return nil }
    return max(0, settings.limits.watch - (now.nowBoottimeMs - operation.clock.sinceBoottimeMs))
  }

  private var otherOperation: Gate {
    if let operation = chain.operation {
      return Gate(
        .otherOperation, .blocked,
        "\(operation.kind) of this chain is under way (\(operation.phase.step))",
        hint: "adnet-agent status shows its progress", clearsInMs: remaining(operation))
    }
    return now.isHostBusy
      ? Gate(
        .otherOperation, .blocked, "an operation of another chain is under way",
        hint: "adnet-agent status shows its progress")
      : Gate(.otherOperation, .passed, "no other operation is running on this host")
  }
}

extension OperationKind {
  /// Whether another release takes the chain's place.
  var exchangesRelease: Bool {
    switch self {
    case .install, .swap, .rollback: true
    case .restart, .start, .stop, .enable, .disable, .drain, .undrain: false
    }
  }

  /// Whether a chain's node is stopped in it.
  var takesNode: Bool {
    switch self {
    case .swap, .rollback, .restart, .stop, .disable: true
    case .install, .start, .enable, .drain, .undrain: false
    }
  }
}
