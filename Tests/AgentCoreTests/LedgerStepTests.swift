import AgentCore
import Basics
import Testing

/// What an operation does to the ledger when another program gets it.
@Suite struct LedgerStepTests {
  private static let settings: ChainSettings = {
    var settings = Sample.settings
    settings.ledger = LedgerSettings(moves: true, converts: true, conversionLimit: 20_000)
    return settings
  }()
  private let policy = ChainPolicy(Self.settings)
  private let unified = Sample.generation(5, "1.0.0", program: "adnet")

  private func unit(_ work: LedgerWork) -> String { work.unit(of: Sample.chain) }

  private func seen(_ owner: Generation?, dead: Bool = true) -> ChainObservation {
    var now = Sample.serving(owner)
    if let owner, dead {
      now.end(owner.unit)
      now.emptyGroups.insert(owner.unit)
      now.lock = .free
    }
    for work in LedgerWork.allCases { now.units[unit(work)] = Sample.down(unit(work)) }
    return now
  }

  private func operation(
    _ phase: Phase, _ direction: Direction = .forward,
    _ change: (inout LedgerPlan) -> Void = { _ in }
  ) -> Operation {
    let clock = PhaseClock(
      sinceUnixMs: Sample.now, sinceBoottimeMs: 1_000_000, bootID: Sample.boot)
    var operation = Operation(
      id: "op-1", kind: .swap, chain: Sample.chain, strategy: .bare, from: Sample.old,
      target: unified, phase: phase, clock: clock, baselineHeight: 100)
    var plan = LedgerPlan(backsUp: true, handsOver: true, converts: true)
    plan.isClean = true
    change(&plan)
    operation.ledger = plan
    operation.direction = direction
    operation.stopOrdered = phase != .survey
    return operation
  }

  private func step(_ operation: Operation, _ now: ChainObservation) -> Step {
    policy.step(Sample.state(operation), seeing: now)
  }

  @Test func theSurveyIsMadeBeforeAnythingIsTouchedAndWhatItFindsEndsIt() {
    var now = seen(Sample.old, dead: false)
    var step = step(operation(.survey), now)
    #expect(step.effects.contains(.startUnits([unit(.survey)])))
    now.units[unit(.survey)]?.activity = .failed
    now.units[unit(.survey)]?.statusText = "a copy would take 9 s"
    now.units[unit(.survey)]?.result = "exit-code"
    step = self.step(operation(.survey), now)
    #expect(step.next.operation == nil)
    #expect(step.next.lastOperation?.outcome == .failed)
    #expect(
      step.next.lastOperation?.failure?.text
        == "cannot check the ledger: a copy would take 9 s (exit-code)")
    #expect(step.effects == [])
  }

  @Test func whatIsLeftOfEarlierRunsIsClearedFirst() {
    var now = seen(Sample.old, dead: false)
    now.units[unit(.survey)]?.activity = .active
    now.units[unit(.backup)]?.activity = .failed
    let step = step(operation(.survey) { $0.isClean = false }, now)
    #expect(
      step.effects.prefix(2) == [.stopUnits([unit(.survey)]), .resetFailed([unit(.backup)])])
  }

  @Test func theBackupIsMadeOfADeadNodesLedgerAndRemembered() {
    var now = seen(Sample.old)
    #expect(step(operation(.backup), now).effects == [.startUnits([unit(.backup)])])
    now.units[unit(.backup)]?.activity = .activating
    now.lock = .held
    #expect(step(operation(.backup), now).effects == [])
    now.lock = .free
    now.units[unit(.backup)]?.activity = .active
    let next = step(operation(.backup), now).next.operation
    #expect(next?.phase == .own)
    #expect(next?.ledger?.backup?.height == 100)
    // A node that boot has started has to be stopped once more.
    let step = step(operation(.backup), seen(Sample.old, dead: false))
    #expect(step.next.operation?.phase == .stop)
  }

  @Test func theHandOverIsRememberedBeforeItIsOrdered() {
    let step = step(operation(.handover), seen(unified))
    #expect(step.next.operation?.ledger?.isHandedOver == true)
    #expect(step.effects == [.startUnits([unit(.handover)])])
  }

  @Test func whatIsHandedOverIsNeverBackedUp() {
    let next = step(operation(.backup) { $0.isHandedOver = true }, seen(unified)).next.operation
    #expect(next?.phase != .backup)
    #expect(next?.ledger?.backup == nil)
  }

  @Test func aConversionThatFailsIsUndoneBeforeTheLinkMovesBack() {
    var now = seen(unified)
    now.units[unit(.handover)]?.activity = .failed
    var step = step(operation(.handover) { $0.isHandedOver = true }, now)
    #expect(step.next.operation?.direction == .back)
    #expect(step.next.operation?.phase == .stop)
    #expect(step.effects == [.resetFailed([unit(.handover)])])
    now = seen(unified)
    var back = operation(.stop, .back) { $0.isHandedOver = true }
    back.target = Generation(number: 6, unit: Sample.unit, release: Sample.old.release)
    back.nodeStopped = true
    step = self.step(back, now)
    #expect(step.next.operation?.phase == .handback)
    #expect(step.effects == [.startUnits([unit(.handback)])])
    now.units[unit(.handback)]?.activity = .active
    back.phase = .handback
    step = self.step(back, now)
    #expect(step.next.operation?.phase == .own)
    #expect(step.next.operation?.ledger?.isHandedOver == false)
  }

  /// No supervisor starts it on what was converted before, whoever asks.
  @Test func thatTheNextProgramMayHaveItIsRememberedBeforeItMay() {
    var now = seen(unified)
    now.units[unit(.handover)]?.activity = .active
    let ordered = step(operation(.handover) { $0.isHandedOver = true }, now)
    #expect(ordered.next.operation?.phase == .grant)
    #expect(ordered.next.operation?.ledger?.isPastReturn == true)
    #expect(ordered.next.operation?.ledger?.isGranted == false)
    #expect(ordered.effects == [.startUnits([unit(.grant)])])
    // It is tried again for as long as it takes.
    now.units[unit(.grant)]?.activity = .failed
    let failed = step(operation(.grant, .forward, pastReturn), now)
    #expect(failed.next.operation?.direction == .forward)
    #expect(failed.next.operation?.phase == .grant)
    #expect(failed.effects == [.startUnits([unit(.grant)])])
    now.units[unit(.grant)]?.activity = .active
    let granted = step(operation(.grant, .forward, pastReturn), now)
    #expect(granted.next.operation?.phase == .start)
    #expect(granted.next.operation?.ledger?.isGranted == true)
    #expect(granted.effects == [.startUnits([unified.unit])])
  }

  @Test func whatIsOnlyMovedIsGrantedByTheMove() {
    var plan = LedgerPlan(backsUp: false, handsOver: true, converts: false)
    plan.isHandedOver = true
    var moved = operation(.handover)
    moved.ledger = plan
    var now = seen(unified)
    now.units[unit(.handover)]?.activity = .active
    let step = step(moved, now)
    #expect(step.next.operation?.phase == .start)
    #expect(step.next.operation?.ledger?.isPastReturn == false)
  }

  private func pastReturn(_ plan: inout LedgerPlan) {
    plan.isHandedOver = true
    plan.isPastReturn = true
  }

  @Test func onceAConvertedLedgerIsGrantedThereIsNoWayBack() {
    var now = seen(unified)
    // However often it ends.
    now.run(unified, .backoff, failures: 7)
    let ended = step(
      operation(.start) {
        pastReturn(&$0)
        $0.isGranted = true
      }, now)
    #expect(ended.next.operation?.direction == .forward)
    #expect(ended.next.operation?.phase == .start)
    var state = Sample.state(
      operation(.watch) {
        pastReturn(&$0)
        $0.isGranted = true
      })
    state.operation?.watchedPID = 99
    now.run(unified)
    let watched = policy.step(state, seeing: now)
    #expect(watched.next.operation?.direction == .forward)
    #expect(watched.next.operation?.failure?.kind.rawValue == "node_exited")
    // It could never be started otherwise.
    state.operation?.ledger?.isGranted = false
    #expect(policy.step(state, seeing: seen(unified)).next.operation?.phase == .grant)
  }

  /// Its clients were sent to it already.
  @Test func whileItIsAwayOnceMoreClientsAreKeptFromIt() {
    var trial = operation(.start, .forward, pastReturn)
    trial.parks = true
    var now = seen(unified)
    now.run(unified, .backoff, failures: 1)
    #expect(step(trial, now).effects == [.startUnits([Sample.drain])])
    trial.ledger = nil
    #expect(!step(trial, now).effects.contains(.startUnits([Sample.drain])))
  }

  @Test func aMendedReleaseTakesOverAndGoesBackOnlyToWhatCanReadTheLedger() throws {
    var stuck = operation(.start, .forward) {
      pastReturn(&$0)
      $0.isGranted = true
    }
    stuck.failure = Failure(.nodeExited, "cannot start adnet@alpha.service: the node ended")
    var now = seen(unified)
    now.run(unified, .backoff, failures: 7)
    let mended = Sample.generation(1, "1.1.0", program: "adnet").release
    let accepted = try CommandPolicy.accept(
      Command(id: "op-2", chain: Sample.chain, verb: .swap("1.1.0")),
      state: Sample.agent(Sample.state(stuck)), seeing: now, settings: Self.settings,
      releases: Sample.releases + [mended]
    ).get()
    #expect(accepted.operation.from == unified)
    #expect(accepted.operation.ledger == nil)
    #expect(accepted.state[Sample.chain].ledger?.conversion?.to == unified.release)
    let refused = CommandPolicy.accept(
      Command(id: "op-3", chain: Sample.chain, verb: .swap("alphaos/1.0.0-0f3a9c1b2d4e")),
      state: Sample.agent(Sample.state(stuck)), seeing: now, settings: Self.settings,
      releases: Sample.releases)
    guard case .failure(let failure) = refused else {
      Issue.record("it was accepted")
      return
    }
    #expect(failure.kind.rawValue == "gate_ledger")
    #expect(failure.text.contains("can't read it"))
  }

  /// Whoever took over would find a ledger that no supervisor starts anything on.
  @Test func nobodyTakesOverBeforeTheLedgerIsGranted() {
    var now = seen(unified)
    now.nowBoottimeMs += 3_600_000
    for isGranted in [false, true] {
      let stuck = Sample.state(
        operation(isGranted ? .start : .grant, .forward) {
          pastReturn(&$0)
          $0.isGranted = isGranted
        })
      let told = Problems.derive(stuck, seeing: now, settings: Self.settings)
        .first { $0.kind.rawValue == "past_return" }
      #expect(told?.severity == .critical)
      #expect(told?.text.contains(isGranted ? "is unhealthy" : "unlock the ledger") == true)
      let result = CommandPolicy.accept(
        Command(id: "op-2", chain: Sample.chain, verb: .stop), state: Sample.agent(stuck),
        seeing: now, settings: Self.settings, releases: Sample.releases)
      switch result {
      case .success: #expect(isGranted)
      case .failure(let failure):
        #expect(!isGranted)
        #expect(failure.kind.rawValue == "busy")
      }
    }
  }

  @Test func aConversionWantsAConfirmationOfItsOwnAndSomebodyWhoAnswersMeanwhile() {
    var now = seen(Sample.old, dead: false)
    now.run(Sample.old)
    func refusal(_ accepts: String?, halt: String? = nil) -> String? {
      var command = Command(
        id: "op-2", chain: Sample.chain, verb: .swap("adnet/1.0.0-0f3a9c1b2d4e"), acceptsHalt: halt)
      command.acceptsConversion = accepts
      let result = CommandPolicy.accept(
        command, state: Sample.agent(), seeing: now, settings: Self.settings,
        releases: Sample.releases)
      guard case .failure(let failure) = result else { return nil }
      return failure.kind.rawValue
    }
    #expect(refusal(nil) == "gate_conversion")
    #expect(refusal(nil, halt: "root") == "gate_conversion")
    #expect(refusal("root") == nil)
    var settings = Self.settings
    settings.limits.park = 10_000
    var command = Command(
      id: "op-2", chain: Sample.chain, verb: .swap("adnet/1.0.0-0f3a9c1b2d4e"))
    command.acceptsConversion = "root"
    guard
      case .failure(let failure) = CommandPolicy.accept(
        command, state: Sample.agent(), seeing: now, settings: settings, releases: Sample.releases)
    else {
      Issue.record("clients would wait for longer than they may")
      return
    }
    #expect(failure.kind.rawValue == "gate_capacity")
  }

  /// By hand, with its chain stopped.
  @Test func aLedgerThatSomebodyPutBackIsInstalledOnAndTheConversionForgotten() throws {
    var state = Sample.state
    state.desired = .stopped
    state.proven = unified
    state.ledger = LedgerState(
      conversion: LedgerConversion(
        from: Sample.old.release, to: unified.release, atUnixMs: 0, height: 95))
    var command = Command(
      id: "op-2", chain: Sample.chain, verb: .swap("alphaos/1.0.0-0f3a9c1b2d4e"))
    command.ledgerPutBackBy = "root"
    let accepted = try CommandPolicy.accept(
      command, state: Sample.agent(state), seeing: seen(unified), settings: Self.settings,
      releases: Sample.releases
    ).get()
    #expect(accepted.operation.kind == .install)
    // The mark beside it still says that it is the unified program's.
    #expect(accepted.operation.path.prefix(4) == [.stop, .own, .grant, .start])
    var operation = accepted.operation
    operation.phase = .enable
    var next = accepted.state[Sample.chain]
    next.operation = operation
    var now = seen(operation.target, dead: false)
    now.units[Sample.unit]?.fileState = "enabled"
    let ended = policy.step(next, seeing: now).next
    #expect(ended.lastOperation?.outcome == .done)
    #expect(ended.ledger?.conversion == nil)
  }
}
