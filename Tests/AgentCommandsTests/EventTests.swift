import AgentCore
import Basics
import ControlModel
import Testing

@testable import AgentDaemon

@Suite struct EventTests {
  /// As the policy leaves one that went back: what it leads to is the old release again.
  private static var rolledBack: Operation {
    let clock = PhaseClock(sinceUnixMs: 1_000, sinceBoottimeMs: 1_000, bootID: "b")
    var operation = Operation(
      id: "op-1", kind: .swap, chain: Sample.alpha, strategy: .park,
      from: Generation(number: 1, unit: "alphaos.service", release: Sample.old),
      target: Generation(number: 2, unit: "alphaos.service", release: Sample.new),
      phase: .watch, clock: clock)
    operation.direction = .back
    operation.target = Generation(number: 3, unit: "alphaos.service", release: Sample.old)
    operation.failure = Failure(.nodeExited, "cannot start the node")
    operation.outcome = .rolledBack
    operation.endedUnixMs = 9_000
    return operation
  }

  @Test func aSwapThatWentBackNamesTheReleaseThatWasTried() {
    for event in [AgentEvent.operationEnded(Self.rolledBack), .phaseEntered(Self.rolledBack)] {
      #expect(event.fields["ADNET_RELEASE"] == Sample.new.description)
    }
    let message = AgentEvent.operationEnded(Self.rolledBack).message
    #expect(message.contains("from \(Sample.old) to \(Sample.new)"))
    let document = OperationDocument(Self.rolledBack, seq: 1, waitsFor: nil)
    #expect(document.from == Sample.old)
    #expect(document.to == Sample.new)
  }
}
