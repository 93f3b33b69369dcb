import AgentCore
import TestSupport
import Testing

@Suite struct WalkTests {
  private static let swap = Walk(from: begin(.swap, .park, .raise))
  private static let install = Walk(from: begin(.install, .bare, .stop))

  @Test func noStepOfASwapBreaksARule() {
    #expect(Set(Self.swap.broken).sorted() == [])
    #expect(Self.swap.states > 100)
  }

  @Test func noStepWithoutARelayBreaksARule() {
    let walk = Walk(from: Self.begin(.swap, .bare, .raise))
    #expect(Set(walk.broken).sorted() == [])
  }

  @Test func noStepOfAnInstallBreaksARule() {
    #expect(Set(Self.install.broken).sorted() == [])
  }

  @Test func noStepOfARestartBreaksARule() {
    let walk = Walk(from: Self.begin(.restart, .park, .raise))
    #expect(Set(walk.broken).sorted() == [])
  }

  @Test func noStepOfAStartThatProvesBreaksARule() {
    var operation = Self.begin(.start, .bare, .start)
    operation.proves = true
    let walk = Walk(from: operation)
    #expect(Set(walk.broken).sorted() == [])
  }

  @Test func theDiagramShowsEveryWay() throws {
    let page = Diagram.page(swap: Self.swap.edges, install: Self.install.edges)
    #expect(try Golden.file("docs/swap-states.md", page) == page)
  }

  private static func begin(
    _ kind: OperationKind, _ strategy: Strategy, _ phase: Phase
  ) -> Operation {
    var operation = Sample.operation(phase, kind, strategy: strategy)
    if kind == .restart { operation.target = Sample.old }
    return operation
  }
}
