import AgentCore
import Basics

/// What a chain's node can look like.
enum NodeCase: CaseIterable {
  case dead, leftovers, stranger, lockUnseen, unseen, starting, crashing, ready, stopping

  func show(in seen: inout ChainObservation) {
    let unit = Sample.unit
    switch self {
    case .dead: break
    case .leftovers: seen.emptyGroups.remove(unit)
    case .stranger: seen.lock = .held
    case .lockUnseen: seen.lock = .unknown
    case .unseen: seen.units[unit] = nil
    case .starting: run(.starting, in: &seen)
    case .crashing: run(.backoff, failures: 2, in: &seen)
    case .ready: run(.ready, in: &seen)
    case .stopping: run(.stopping, in: &seen)
    }
  }

  private func run(
    _ state: SupervisorReport.State, failures: Int = 0, in seen: inout ChainObservation
  ) {
    seen.run(seen.current.generation ?? Sample.old, state, failures: failures)
  }
}

enum RelayCase: CaseIterable {
  case gone, mute, node, relay

  func show(in seen: inout ChainObservation) {
    switch self {
    case .gone: break
    case .mute:
      seen.raise(.node)
      seen.relay = nil
    case .node: seen.raise(.node)
    case .relay: seen.raise(.relay)
    }
  }
}

enum Moment: CaseIterable {
  case soon, late, failing, afterReboot

  func show(in seen: inout ChainObservation) {
    switch self {
    case .soon: break
    case .late:
      seen.pass(3_600_000)
      seen.units[Sample.unit]?.fileState = "disabled"
    case .failing:
      seen.pass(10_000)
      seen.effectFailure = EffectFailure(
        .stopUnits([Sample.drain]), Failure(.doorUnreachable, "cannot reach the door"), count: 9,
        atBoottimeMs: seen.nowBoottimeMs)
    case .afterReboot:
      seen.bootID = "boot-2"
      seen.nowBoottimeMs = 60_000
      for unit in seen.supervisors.keys { seen.supervisors[unit]?.bootID = "boot-2" }
    }
    if seen.height != nil, self == .late || self == .failing {
      seen.height = seen.height.map { HeightReading($0.result, atUnixMs: seen.nowUnixMs) }
    }
  }
}
