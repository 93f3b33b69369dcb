import AgentCore
import Basics
import Testing

@Suite struct MigrationPlannerTests {
  private typealias Place = MigrationPlanner.Place

  private func places(_ topology: Topology, _ release: ReleaseID? = nil) -> [ChainName: Place] {
    var places: [ChainName: Place] = [:]
    for chain in [TwoChains.alpha, TwoChains.delta] {
      let usual = topology == .separate ? TwoChains.own(chain) : TwoChains.unified
      places[chain] = Place(topology, release ?? usual)
    }
    return places
  }

  private func words(_ steps: [MigrationStep]) -> [String] {
    steps.map { step in
      "\(step.topology) "
        + step.chains.map { "\($0)=\(step.releases[$0]!.program)" }.joined(separator: " ")
    }
  }

  @Test func oneChainAfterTheOtherAndThenBoth() {
    #expect(
      words(MigrationPlanner.steps(from: places(.separate), to: places(.unified)))
        == ["split alpha=adnet", "split delta=adnet", "unified alpha=adnet delta=adnet"])
    #expect(
      words(MigrationPlanner.steps(from: places(.unified), to: places(.separate)))
        == ["split alpha=adnet delta=adnet", "separate alpha=alphaos", "separate delta=deltaos"])
    #expect(
      words(MigrationPlanner.steps(from: places(.separate), to: places(.split)))
        == ["split alpha=adnet", "split delta=adnet"])
  }

  @Test func whatIsThereAlreadyIsLeftAlone() {
    #expect(MigrationPlanner.steps(from: places(.unified), to: places(.unified)) == [])
    var mixed = places(.separate)
    mixed[TwoChains.alpha] = Place(.split, TwoChains.unified)
    #expect(
      words(MigrationPlanner.steps(from: mixed, to: places(.unified)))
        == ["split delta=adnet", "unified alpha=adnet delta=adnet"])
    #expect(
      words(MigrationPlanner.steps(from: mixed, to: places(.separate)))
        == ["separate alpha=alphaos"])
  }

  @Test func anotherReleaseIsTriedOnOneChainFirstUnlessTheyAreOneAlready() {
    let newer = ReleaseID(program: "adnet", version: "4.0.0", digest: "0f3a9c1b2d4e")!
    #expect(
      MigrationPlanner.steps(from: places(.split), to: places(.unified, newer)).map(\.topology)
        == [.split, .split, .unified])
    #expect(
      MigrationPlanner.steps(from: places(.unified), to: places(.unified, newer)).map(\.chains)
        == [[TwoChains.alpha, TwoChains.delta]])
  }

  /// Whatever the chains are at, and wherever they go: the end is the goal, no step touches more than
  /// one chain unless one process is involved, and that one always has all of them.
  @Test func everyWayLeadsToItsGoal() {
    var all: [[ChainName: Place]] = Topology.allCases.map { places($0) }
    for a in [Topology.separate, .split] {
      for b in [Topology.separate, .split] {
        var mixed = places(a)
        mixed[TwoChains.delta] = places(b)[TwoChains.delta]
        all.append(mixed)
      }
    }
    for from in all {
      for to in all {
        var now = from
        for step in MigrationPlanner.steps(from: from, to: to) {
          let before = now
          for (chain, release) in step.releases { now[chain] = Place(step.topology, release) }
          let joined = [before, now].contains { $0.values.contains { $0.topology == .unified } }
          #expect(step.chains.count == (joined ? 2 : 1))
          #expect(Set(now.values.map { $0.topology == .unified }).count == 1)
        }
        #expect(now == to)
      }
    }
  }
}
