import AgentCore
import Basics
import Testing

/// The unit that a chain was moved away from.
extension MigrationTests {
  /// What the agent does about the unit that alpha was moved away from, without an operation.
  private func masks(
    _ load: UnitState.Load, isOver: Bool = false, owner: Topology = .split
  ) -> Step {
    var chain = TwoChains.state(owner)[TwoChains.alpha]
    chain.retired = RetiredUnit("alphaos.service")
    chain.retired?.isOver = isOver
    var seen = TwoChains.seen(TwoChains.alpha, owner)
    seen.units["alphaos.service"]?.load = load
    return ChainPolicy(TwoChains.settings(TwoChains.alpha)).step(chain, seeing: seen)
  }

  @Test func theOldUnitIsMaskedUntilTheMigrationIsFinished() {
    #expect(masks(.loaded).effects.contains(.maskUnits(["alphaos.service"])))
    #expect(masks(.masked).effects == [])
    #expect(masks(.loaded, owner: .separate).effects == [])
    #expect(masks(.unknown).effects == [])
    #expect(
      masks(.masked, isOver: true).effects.contains(.unmaskUnits(["alphaos.service"])))
    #expect(masks(.masked, isOver: true).next.retired != nil)
    #expect(masks(.loaded, isOver: true).next.retired == nil)
  }

  /// systemd reads all units again for it, so it is done while the node still serves.
  @Test func theOldUnitIsUnmaskedBeforeAnythingIsTouched() {
    var chain = TwoChains.state(.split)[TwoChains.alpha]
    chain.retired = RetiredUnit("alphaos.service")
    chain.operation = Operation(
      id: "back", kind: .swap, chain: TwoChains.alpha, strategy: .park,
      from: TwoChains.owner(TwoChains.alpha, .split),
      target: TwoChains.owner(TwoChains.alpha, .separate, number: 5), phase: .raise,
      clock: PhaseClock(
        sinceUnixMs: TwoChains.now, sinceBoottimeMs: 1_000_000, bootID: TwoChains.boot))
    var seen = TwoChains.seen(TwoChains.alpha, .split)
    seen.units["alphaos.service"]?.load = .masked
    let policy = ChainPolicy(TwoChains.settings(TwoChains.alpha))
    let step = policy.step(chain, seeing: seen)
    #expect(step.next.operation?.phase == .raise)
    #expect(step.effects == [.unmaskUnits(["alphaos.service"])])
    seen.units["alphaos.service"]?.load = .loaded
    #expect(!policy.step(chain, seeing: seen).effects.contains(.unmaskUnits(["alphaos.service"])))
  }

  @Test func theOldUnitIsUnmaskedWhenItIsStartedAgain() {
    var chain = TwoChains.state(.split)[TwoChains.alpha]
    chain.retired = RetiredUnit("alphaos.service")
    let target = TwoChains.owner(TwoChains.alpha, .separate, number: 5)
    var operation = Operation(
      id: "back", kind: .swap, chain: TwoChains.alpha, strategy: .bare,
      from: TwoChains.owner(TwoChains.alpha, .split), target: target, phase: .start,
      clock: PhaseClock(
        sinceUnixMs: TwoChains.now, sinceBoottimeMs: 1_000_000, bootID: TwoChains.boot))
    operation.stopOrdered = true
    chain.operation = operation
    var seen = TwoChains.seen(TwoChains.alpha, .split)
    seen.supervisors = [:]
    seen.units["adnet@alpha.service"]?.activity = .inactive
    seen.emptyGroups.insert("adnet@alpha.service")
    seen.lock = .free
    seen.current = .generation(target)
    seen.units["alphaos.service"]?.load = .masked
    let policy = ChainPolicy(TwoChains.settings(TwoChains.alpha))
    #expect(policy.step(chain, seeing: seen).effects == [.unmaskUnits(["alphaos.service"])])
    seen.units["alphaos.service"]?.load = .loaded
    #expect(policy.step(chain, seeing: seen).effects == [.startUnits(["alphaos.service"])])
    // Masked by somebody else, it is a failure as before.
    chain.retired = nil
    seen.units["alphaos.service"]?.load = .masked
    #expect(policy.step(chain, seeing: seen).next.operation?.direction == .back)
  }
}
