import AgentCore
import Basics
import ControlModel

extension OperationDocument {
  /// - Parameters:
  ///   - seq: counts up with each change.
  ///   - waitsFor: what the running phase waits for.
  init(_ operation: Operation, seq: Int, waitsFor: String?) {
    let ended = operation.endedUnixMs != nil
    var steps: [OperationStep] = []
    for (index, record) in operation.timeline.enumerated() {
      let isLast = index == operation.timeline.count - 1
      let state: OperationStep.State =
        isLast && !ended
        ? .running : operation.failed(during: index) ? .failed : .done
      steps.append(
        OperationStep(
          name: record.phase.rawValue, direction: record.direction, state: state,
          startedAt: Timestamp(unixMilliseconds: record.startedUnixMs),
          ms: record.endedUnixMs.map { $0 - record.startedUnixMs },
          waitingFor: state == .running ? waitsFor : nil))
    }
    if !ended {
      let left = operation.path.drop { $0 != operation.phase }.dropFirst()
      for phase in left where operation.parks || !phase.isShelter {
        steps.append(
          OperationStep(name: phase.rawValue, direction: operation.direction, state: .pending))
      }
    }
    self.init(
      id: operation.id, seq: seq, kind: operation.kind, chain: operation.chain,
      from: operation.from?.release, to: operation.tried,
      step: operation.phase.rawValue, steps: steps,
      outcome: operation.outcome.map(OperationOutcome.init) ?? .running,
      failure: operation.failure, acceptedHalt: operation.acceptedHalt,
      acceptedHeight: operation.acceptedHeight,
      startedAt: Timestamp(unixMilliseconds: operation.startedUnixMs),
      endedAt: operation.endedUnixMs.map { Timestamp(unixMilliseconds: $0) },
      stoppedAt: operation.stopOrderedUnixMs.map { Timestamp(unixMilliseconds: $0) },
      parkedMs: operation.parkedMs, adoption: operation.adoption, relayed: operation.relayed,
      together: operation.together?.chains)
  }
}

extension OperationOutcome {
  init(_ outcome: Outcome) {
    switch outcome {
    case .done: self = .done
    case .failed: self = .failed
    case .rolledBack: self = .rolledBack
    case .superseded: self = .superseded
    }
  }
}

extension Operation {
  /// The step in which a way forward turned, or in which all ended.
  fileprivate func failed(during index: Int) -> Bool {
    guard failure != nil else { return false }
    let next = index + 1
    if next < timeline.count {
      return timeline[index].direction == .forward && timeline[next].direction == .back
    }
    return outcome == .failed
  }

  /// From the first diversion to the end of the last restore, or until now's last record.
  fileprivate var parkedMs: Int? {
    guard parks, let first = timeline.first(where: { $0.phase == .divert }) else { return nil }
    guard let last = timeline.last(where: { $0.phase == .restore })?.endedUnixMs else { return nil }
    return last - first.startedUnixMs
  }
}
