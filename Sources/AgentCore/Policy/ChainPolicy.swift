import Basics

/// Decides what to remember and what to do next for one chain, from what is remembered and seen.
///
/// The contract with whoever performs it: make `Step.next` durable before the first effect; do the
/// effects in order; look again. Effects may be lost, repeated or fail at any moment.
public struct ChainPolicy: Sendable {
  public let settings: ChainSettings

  public init(_ settings: ChainSettings) { self.settings = settings }

  public func step(_ state: ChainState, seeing now: ChainObservation) -> Step {
    var step = decide(state, seeing: now)
    // Whoever may answer in the node's place changes all the time; the relay is to know.
    if let relay = now.relay, let peers = now.peers, relay.peers != peers {
      step.effects += EffectBackoff(now).holdBack([.admitPeers(peers)])
    }
    if ChainView(settings: settings, now: now).isQueueLost {
      step.effects += EffectBackoff(now).holdBack([.takeQueue])
    }
    return step
  }

  private func decide(_ state: ChainState, seeing now: ChainObservation) -> Step {
    let view = ChainView(settings: settings, now: now)
    guard let operation = state.operation else {
      let watch = HeightLossWatch(state: state, view: view)
      if watch.isValidator, now.current.generation?.unit != settings.sharedUnit,
        let failure = watch.fall
      {
        return Step(next: watch.keptStopped(failure), wakeAtBoottimeMs: now.nowBoottimeMs)
      }
      let healing = Healing(state: state, view: view)
      // One for several chains is begun by SharedHealing.
      if case .restart(let owner, let reason) = healing.decision,
        owner.unit != view.settings.sharedUnit
      {
        return Step(
          next: healing.begun(owner, reason: reason), wakeAtBoottimeMs: now.nowBoottimeMs)
      }
      return Housekeeping(state: state, view: view, isSettled: healing.isSettled).step()
    }
    var run = OperationRun(operation: operation, state: state, view: view)
    switch run.advance() {
    case .waits(let wait):
      var next = state
      next.operation = run.operation
      next.fell = run.fell ?? next.fell
      var step = Step(
        next: next, effects: EffectBackoff(now).holdBack(wait.effects),
        wakeAtBoottimeMs: run.wakeAt(wait), waitsFor: wait.waitsFor)
      step.isStuck = run.isStuck
      return step
    case .ended(let outcome):
      // Whatever is left to do is seen on the next look, without the operation.
      return Step(next: run.ended(outcome), wakeAtBoottimeMs: now.nowBoottimeMs)
    }
  }
}
