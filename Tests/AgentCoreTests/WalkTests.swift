import AgentCore
import Testing

@Suite struct WalkTests {
  private static let kinds: [(OperationKind, Strategy, Phase)] = [
    (.swap, .park, .raise), (.swap, .bare, .raise), (.rollback, .park, .raise),
    (.install, .bare, .stop), (.restart, .park, .raise),
  ]

  @Test(arguments: kinds.indices)
  func noStepBreaksARule(_ index: Int) {
    let (kind, strategy, phase) = Self.kinds[index]
    let walk = Walk(from: Self.begin(kind, strategy, phase))
    #expect(Set(walk.broken).sorted() == [])
    #expect(walk.steps > 1_000)
  }

  @Test func theDiagramShowsEveryWay() throws {
    let swap = Walk(from: Self.begin(.swap, .park, .raise))
    let install = Walk(from: Self.begin(.install, .bare, .stop))
    try Golden.expect(
      Diagram.page(swap: swap.edges, install: install.edges), equals: "docs/swap-states.md")
  }

  private static func begin(
    _ kind: OperationKind, _ strategy: Strategy, _ phase: Phase
  ) -> Operation {
    var operation = Sample.operation(phase, kind, strategy: strategy)
    if kind == .restart { operation.target = Sample.old }
    return operation
  }
}
