import AgentCore
import Basics

/// What no step may ever do, whatever was remembered and seen.
enum Rules {
  static func broken(
    by step: Step, after before: Operation, seeing seen: ChainObservation
  ) -> String? {
    let operation = step.next.operation
    let phase = operation?.phase
    for effect in step.effects {
      switch effect {
      case .own(let generation, _):
        guard isDead(seen) else { return "owns though the node isn't proven dead" }
        guard phase == .own, operation?.target == generation else { return "owns what it forgot" }
        if let current = seen.current.generation, generation.number <= current.number {
          return "numbers go down"
        }
      case .startUnits(let units) where units.contains(Sample.unit):
        guard phase == .start, let target = operation?.target,
          seen.current == .generation(target)
        else { return "starts what doesn't own the chain" }
        guard seen.units[Sample.unit]?.isStopped == true else { return "starts what runs" }
      case .stopUnits(let units) where units.contains(Sample.unit):
        guard phase == .stop || phase == .halt else { return "stops outside of a stop" }
        if phase == .stop, operation?.parks == true, seen.relay?.route != .relay,
          seen.units[Sample.unit]?.isActive == true
        {
          return "stops a node that clients go to"
        }
      case .routeNode:
        if operation?.stopOrdered == true, seen.units[Sample.unit]?.isActive != true {
          return "sends clients to a node that isn't there"
        }
      case .startUnits, .stopUnits, .enableUnits, .disableUnits, .resetFailed, .routeRelay,
        .maskUnits, .unmaskUnits,
        .admitPeers, .takeQueue, .dismissClients, .preload, .probeHeight:
        break
      }
    }
    return brokenEnd(step, seen) ?? brokenWait(step, before, seen)
  }

  private static func brokenEnd(_ step: Step, _ seen: ChainObservation) -> String? {
    guard step.next.operation == nil, let last = step.next.lastOperation else { return nil }
    guard step.effects.isEmpty else { return "acts after its end" }
    switch last.outcome {
    case .done where last.kind == .swap || last.kind == .rollback || last.kind == .install:
      guard let target = last.target, seen.current == .generation(target),
        step.next.proven == target
      else { return "is done without owning" }
      return nil
    case .rolledBack, .failed:
      return last.failure == nil ? "failed for no reason" : nil
    case .done: return nil
    case .superseded, nil: return "has no outcome"
    }
  }

  private static func brokenWait(
    _ step: Step, _ before: Operation, _ seen: ChainObservation
  ) -> String? {
    guard let operation = step.next.operation else { return nil }
    guard let wake = step.wakeAtBoottimeMs, wake > seen.nowBoottimeMs else { return "never wakes" }
    guard wake <= seen.nowBoottimeMs + 1_000 else { return "wakes late" }
    if step.waitsFor == "the chain's state to settle" { return "moves in circles" }
    // A way forward comes to an end; only the relay's going away is waited for without a limit.
    let isLate = seen.nowBoottimeMs - before.clock.sinceBoottimeMs >= 3_600_000
    if isLate, operation.direction == .forward, operation.phase == before.phase,
      operation.clock == before.clock, operation.phase != .lower
    {
      return "waits forever"
    }
    return nil
  }

  private static func isDead(_ seen: ChainObservation) -> Bool {
    seen.lock == .free && seen.emptyGroups.contains(Sample.unit)
      && seen.units[Sample.unit]?.isStopped == true
  }
}
