import AgentCore
import Testing

@Suite struct PhaseTests {
  /// One that is nowhere would never be reached.
  @Test(arguments: Phase.allCases) func everyPhaseHasItsPlaceOnAPath(_ phase: Phase) {
    let paths = OperationKind.allCases.flatMap { kind in
      [Direction.forward, .back].flatMap { direction in
        var operation = Sample.operation(.raise, kind, direction)
        operation.ledger = LedgerPlan(backsUp: true, handsOver: true, converts: true)
        operation.ledger?.isHandedOver = direction == .back
        return operation.path
      }
    }
    #expect(paths.contains(phase))
  }

  @Test func noTwoStepsHaveOneTitle() {
    #expect(Set(Phase.allCases.map(\.title)).count == Phase.allCases.count)
  }

  /// A column of the step list has room for it, and for the mark of a way back.
  @Test(arguments: Phase.allCases) func aTitleIsPlainAndShort(_ phase: Phase) {
    #expect(phase.title.wholeMatch(of: /[a-z]+( [a-z]+){0,3}/) != nil)
    #expect(phase.title.count <= 16)
  }
}
