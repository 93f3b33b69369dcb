import AgentCore
import Basics
import Testing

@Suite struct StepTests {
  private func step(_ operation: Operation, _ now: ChainObservation) -> Step {
    Sample.policy.step(Sample.state(operation), seeing: now)
  }

  @Test func aReportOfAnEarlierSupervisorSaysNothing() {
    var now = Sample.serving(Sample.new)
    now.raise(.relay)
    now.units[Sample.unit]?.mainProcess = 999
    #expect(step(Sample.operation(.start), now).next.operation?.phase == .start)
    now.units[Sample.unit]?.mainProcess = 200
    #expect(step(Sample.operation(.start), now).next.operation?.phase != .start)
  }

  @Test func aReportOfAnEarlierBootSaysNothing() {
    var now = Sample.serving(Sample.new)
    now.raise(.relay)
    now.supervisors[Sample.unit]?.bootID = "boot-0"
    #expect(step(Sample.operation(.start), now).next.operation?.phase == .start)
  }

  @Test func aNodeThatWasStartedAnewBetweenTwoLooksHasFailedItsWatch() {
    var now = Sample.serving(Sample.new)
    let watching = step(Sample.operation(.watch), now).next.operation
    #expect(watching?.watchedPID == 201)
    now.supervisors[Sample.unit]?.nodePID = 301
    let turned = watching.flatMap { step($0, now).next.operation }
    #expect(turned?.direction == .back)
    #expect(turned?.failure?.kind.rawValue == "node_exited")
  }

  @Test(arguments: [
    ("port_elsewhere", NodePort(.elsewhere, address: "0.0.0.0:41873")),
    ("port_missing", NodePort(.missing)),
  ])
  func aNodeOnTheWrongPortHasFailedAtOnce(_ kind: String, _ port: NodePort) {
    var now = Sample.serving(Sample.new)
    now.raise(.relay)
    now.run(Sample.new, .starting)
    now.supervisors[Sample.unit]?.ports["p2p"] = port
    #expect(step(Sample.operation(.start), now).next.operation?.failure?.kind.rawValue == kind)
  }

  @Test(arguments: [Direction.forward, .back])
  func aNodeThatListensElsewhereThanConfiguredHasFailed(_ direction: Direction) {
    var operation = Sample.operation(.start, .swap, direction)
    if direction == .back {
      operation.target = Sample.old
      operation.failure = Failure(.nodeExited, "cannot start it")
    }
    var now = Sample.serving(operation.target)
    now.raise(.relay)
    now.run(operation.target ?? Sample.new, .starting)
    now.supervisors[Sample.unit]?.ports["p2p"] = NodePort(.waiting)
    now.pass(40_000)
    #expect(step(operation, now).next.operation?.failure == operation.failure)
    now.strayPorts = StrayPorts(endpoints: ["0.0.0.0:4999"], missing: ["p2p": 4130])
    let next = step(operation, now).next
    let failure = next.operation?.failure ?? next.lastOperation?.failure
    #expect(
      failure?.text.hasSuffix(
        "cannot start alphaos.service: it listens at 0.0.0.0:4999 instead of port 4130 (p2p)")
        == true)
    #expect(failure?.hint?.contains("ports.p2p.port of chain alpha") == true)
    switch direction {
    case .forward: #expect(next.operation?.direction == .back)
    case .back: #expect(next.operation == nil && next.lastOperation?.outcome == .failed)
    }
  }

  @Test func aNodeThatListensElsewhereBeforeItsSupervisorKnowsIsNotMissingAPort() {
    var now = Sample.serving(Sample.new)
    now.raise(.relay)
    now.run(Sample.new, .starting)
    now.supervisors[Sample.unit]?.ports["p2p"] = NodePort(.missing)
    now.strayPorts = StrayPorts(endpoints: ["[::]:4999"], missing: ["p2p": 4130, "bft": 5000])
    let failure = step(Sample.operation(.start), now).next.operation?.failure
    #expect(failure?.kind.rawValue == "port_elsewhere")
    #expect(failure?.text.contains("instead of ports 5000 (bft), 4130 (p2p)") == true)
  }

  @Test func aNodeThatIsGoneBeforeBootStartsItIsStartedFirst() {
    var now = Sample.serving(Sample.new)
    now.end()
    #expect(step(Sample.operation(.enable), now).effects == [.startUnits([Sample.unit])])
  }

  @Test func aNodesConnectionsAreTakenOverBeforeItIsStopped() {
    var now = Sample.serving()
    now.raise(.relay)
    #expect(step(Sample.operation(.drain), now).effects == [.startUnits([Sample.drainer])])
    now.adopts(.working)
    let working = step(Sample.operation(.drain), now)
    #expect(working.next.operation?.phase == .drain)
    #expect(working.effects == [])
    now.adopts(.settled)
    let settled = step(Sample.operation(.drain), now)
    #expect(settled.next.operation?.phase == .stop)
    #expect(settled.next.operation?.adoption?.state == .settled)
  }

  @Test func anAdoptionThatDoesNotComeAboutHoldsUpNothing() {
    var now = Sample.serving()
    now.raise(.relay)
    now.pass(5_001)
    #expect(step(Sample.operation(.drain), now).next.operation?.phase == .stop)
  }

  @Test func anAdoptionThatNeverEndsIsNotWaitedForForLong() {
    var now = Sample.serving()
    now.raise(.relay)
    now.adopts(.working)
    now.pass(14_000)
    #expect(step(Sample.operation(.drain), now).next.operation?.phase == .drain)
    now.pass(1_001)
    #expect(step(Sample.operation(.drain), now).next.operation?.phase == .stop)
  }

  @Test func theAdoptionOfAnEarlierDrainIsNone() {
    var now = Sample.serving()
    now.raise(.relay)
    now.adopts(.settled, beganAgo: 1)
    now.pass(100)
    #expect(step(Sample.operation(.drain), now).effects == [.startUnits([Sample.drainer])])
  }

  @Test func theRelayHearsWhoMayAnswer() {
    var now = Sample.serving()
    now.raise(.relay)
    now.peers = ["http://10.0.0.2:3030"]
    now.adopts(.working)
    #expect(step(Sample.operation(.drain), now).effects == [.admitPeers(["http://10.0.0.2:3030"])])
    now.relay?.peers = ["http://10.0.0.2:3030"]
    #expect(step(Sample.operation(.drain), now).effects == [])
    now.peers = nil
    #expect(step(Sample.operation(.drain), now).effects == [])
  }

  @Test func aNodeThatGotReadyDuringTheDrainIsDrainedFromThen() {
    var now = Sample.serving()
    now.raise(.relay)
    now.pass(1_000)
    now.adopts(.settled)
    #expect(step(Sample.operation(.drain), now).next.operation?.phase == .stop)
    now.supervisors[Sample.unit]?.readyUnixMs = now.nowUnixMs - 100
    let waiting = step(Sample.operation(.drain), now)
    #expect(waiting.next.operation?.phase == .drain)
    #expect(waiting.effects == [])
  }

  @Test func aHeightFromBeforeTheNodeWasAskedSaysNothing() {
    var now = Sample.serving(Sample.new)
    now.raise(.relay)
    now.height = HeightReading(.height(500), atUnixMs: Sample.now - 1)
    let waiting = step(Sample.operation(.answer), now)
    #expect(waiting.next.operation?.phase == .answer)
    #expect(waiting.effects == [.probeHeight])
    now.height = HeightReading(.height(100), atUnixMs: Sample.now)
    #expect(step(Sample.operation(.answer), now).next.operation?.phase == .restore)
  }

  @Test func aHeightBelowTheOldOnesIsNoAnswer() {
    var now = Sample.serving(Sample.new)
    now.raise(.relay)
    now.height = HeightReading(.height(99), atUnixMs: Sample.now)
    let waiting = step(Sample.operation(.answer), now)
    #expect(waiting.next.operation?.phase == .answer)
    #expect(waiting.waitsFor == "height 100; the node is at 99")
  }

  @Test func aCalendarThatJumpsDoesNotEndAPhase() {
    var now = Sample.serving(Sample.new)
    now.raise(.relay)
    now.run(Sample.new, .starting)
    now.nowUnixMs += 86_400_000
    #expect(step(Sample.operation(.start), now).next.operation?.direction == .forward)
    now.nowUnixMs -= 2 * 86_400_000
    let operation = step(Sample.operation(.start), now).next.operation
    #expect(operation?.direction == .forward)
    #expect(operation?.clock.sinceUnixMs == now.nowUnixMs)
  }

  @Test func aPhaseBeginsAnewAfterAReboot() {
    var now = Sample.serving(Sample.new)
    now.bootID = "boot-2"
    now.nowBoottimeMs = 999_999_999
    now.run(Sample.new, .starting)
    let operation = step(Sample.operation(.start), now).next.operation
    #expect(operation?.direction == .forward)
    #expect(operation?.clock.bootID == "boot-2")
    #expect(operation?.clock.sinceBoottimeMs == 999_999_999)
  }

  @Test(arguments: [true, false])
  func anOrderToStopIsForgottenWithTheProcessThatHadIt(isOfTheRunningProcess: Bool) {
    var now = Sample.serving()
    now.supervisors[Sample.unit]?.startedUnixMs = Sample.now + (isOfTheRunningProcess ? -1 : 1)
    var operation = Sample.operation(.stop)
    operation.stopOrdered = true
    operation.stopOrderedUnixMs = Sample.now
    operation.nodeStopped = true
    let next = step(operation, now).next.operation
    #expect(next?.phase == .raise)
    #expect(next?.stopOrdered == isOfTheRunningProcess)
    #expect(next?.nodeStopped == isOfTheRunningProcess)
    #expect(next?.stopOrderedUnixMs == (isOfTheRunningProcess ? Sample.now : nil))
  }

  @Test func anEffectThatFailedIsHeldBackAndEndsTheWayForwardAfterSomeTries() {
    var now = Sample.serving()
    now.raise(.node)
    let routes = Sample.operation(.divert)
    #expect(step(routes, now).effects == [.routeRelay])
    now.effectFailure = EffectFailure(
      .routeRelay, Failure(FailureKind(rawValue: "relay_unreachable"), "cannot reach the relay"),
      count: 3,
      atBoottimeMs: now.nowBoottimeMs)
    #expect(step(routes, now).effects == [])
    now.pass(2_000)
    #expect(step(routes, now).effects == [.routeRelay])
    now.effectFailure?.count = 5
    let turned = step(routes, now).next.operation
    #expect(turned?.direction == .back)
    #expect(turned?.failure?.kind.rawValue == "divert_failed")
    #expect(turned?.failure?.text == "cannot divert clients to the relay: cannot reach the relay")
  }

  @Test func anEffectThatFailsForMinutesDoesNotEndAWayBack() {
    var now = Sample.serving(Sample.new)
    now.raise(.relay)
    now.end()
    var operation = Sample.operation(.own, .swap, .back)
    operation.target = Sample.generation(6, "1.0.0")
    now.pass(9 * 60_000)
    now.effectFailure = EffectFailure(
      .own(Sample.generation(6, "1.0.0"), settingsOf: nil),
      Failure(.doorUnreachable, "cannot reach the door"),
      count: 400, atBoottimeMs: now.nowBoottimeMs - 20_000)
    let step = step(operation, now)
    #expect(step.next.operation?.phase == .own)
    #expect(step.effects == [.own(Sample.generation(6, "1.0.0"), settingsOf: nil)])
  }

  /// An order that nobody can carry out ends, too: an operator has to know, and nobody is to wait for it.
  @Test func aWayBackEndsWhenItsMoveFailsForLong() {
    var now = Sample.serving(Sample.new)
    now.raise(.relay)
    now.end()
    var operation = Sample.operation(.own, .swap, .back)
    operation.target = Sample.generation(6, "1.0.0")
    operation.failure = Failure(.nodeExited, "cannot start alphaos.service: it ended")
    now.pass(11 * 60_000)
    now.effectFailure = EffectFailure(
      .own(Sample.generation(6, "1.0.0"), settingsOf: nil),
      Failure(.doorUnreachable, "cannot reach the door"), count: 400,
      atBoottimeMs: now.nowBoottimeMs - 20_000)
    let last = step(operation, now).next.lastOperation
    #expect(last?.outcome == .failed)
    #expect(
      last?.failure?.text
        == "cannot start alphaos.service: it ended; the rollback failed as well: cannot switch the "
        + "chain's release: cannot reach the door")
  }

  private func wayBackOfARestart() -> Operation {
    var operation = Sample.operation(.start, .restart, .back)
    operation.target = Sample.old
    operation.stopOrdered = true
    operation.nodeStopped = true
    operation.failure = Failure(.timedOut(.answer), "cannot wait for the node's answer")
    return operation
  }

  /// Ready, and dead before it could be asked, again and again: `look` tells of each death.
  private func endsThough(
    _ look: (inout ChainObservation, _ round: Int) -> Void
  ) -> (rounds: Int, last: Operation?) {
    var chain = Sample.state(wayBackOfARestart())
    var now = Sample.serving()
    now.raise(.relay)
    now.height = nil
    for round in 1...100 {
      now.pass(1_000)
      now.run(Sample.old)
      chain = Sample.policy.step(chain, seeing: now).next
      guard chain.operation != nil else { return (round, chain.lastOperation) }
      look(&now, round)
      now.pass(100)
      chain = Sample.policy.step(chain, seeing: now).next
      guard chain.operation != nil else { return (round, chain.lastOperation) }
    }
    return (100, nil)
  }

  /// Nobody else's order is to wait for it for ever.
  @Test func aWayBackEndsWhereTheNodeDiesEachTimeBeforeItAnswers() {
    let end = endsThough { now, _ in now.run(Sample.old, .starting) }
    #expect(end.rounds < 8)
    #expect(end.last?.outcome == .failed)
    #expect(end.last?.failure?.text.contains("; the rollback failed as well: cannot ") == true)
  }

  @Test func twoDeathsOnAWayBackCountThoughTheNodeWasReadyInBetween() {
    let end = endsThough { now, round in
      now.run(Sample.old, .backoff, failures: round)
      now.supervisors[Sample.unit]?.lastExit = NodeExit(
        kind: .code, value: 101, ordered: false, clean: false, atUnixMs: now.nowUnixMs)
    }
    #expect(end.rounds == 2)
    #expect(end.last?.failure?.text.contains("the node ended 2 times in a row") == true)
  }

  /// What the same generation did before it was stopped says nothing of its start now.
  @Test(arguments: [OperationKind.restart, .swap])
  func deathsOfBeforeEndNoWayBack(_ kind: OperationKind) {
    var operation = Sample.operation(.start, kind, .back)
    operation.target = Sample.old
    operation.stopOrdered = true
    var now = Sample.serving()
    now.raise(.relay)
    now.run(Sample.old, .exited, failures: 9)
    now.supervisors[Sample.unit]?.lastExit = NodeExit(
      kind: .code, value: 101, ordered: false, clean: false, atUnixMs: Sample.now - 1)
    now.end()
    let step = step(operation, now)
    #expect(step.effects == [.startUnits([Sample.unit])])
    #expect(step.next.operation?.phase == .start)
  }

  @Test func aMoveThatWasThoughtLostOnlyRaisesTheNumber() {
    var now = Sample.serving(Sample.generation(7, "2.0.0"))
    now.raise(.relay)
    now.end()
    var operation = Sample.operation(.own, .swap, .back)
    operation.target = Sample.generation(6, "1.0.0")
    #expect(step(operation, now).effects == [.own(Sample.generation(8, "1.0.0"), settingsOf: nil)])
  }

  @Test func aBinaryThatDoesNotAllowTheHandoffGetsTheHeldSocketClosed() {
    var now = Sample.serving(Sample.new)
    now.run(Sample.new, .backoff, failures: 1)
    now.supervisors[Sample.unit]?.handoff = .denied
    let install = Sample.operation(.start, .install, strategy: .bare)
    #expect(step(install, now).effects == [.stopUnits([Sample.socket])])
    // What an earlier supervisor told isn't to close what this one may just have been given.
    now.run(Sample.new, .exited)
    now.units[Sample.unit]?.activity = .activating
    now.supervisors[Sample.unit]?.handoff = .denied
    #expect(!step(install, now).effects.contains(.stopUnits([Sample.socket])))
  }

  @Test func aSwapToABinaryThatDoesNotAllowTheHandoffGoesBack() {
    var now = Sample.serving(Sample.new)
    now.raise(.relay)
    now.run(Sample.new, .backoff, failures: 1)
    now.supervisors[Sample.unit]?.handoff = .denied
    let next = step(Sample.operation(.start, .swap), now).next.operation
    #expect(next?.direction == .back && next?.failure?.kind.rawValue == "handoff_denied")
    // Where the old release had no handoff either, nobody waits and nothing is lost.
    let bare = step(Sample.operation(.start, .swap, strategy: .bare), now)
    #expect(bare.next.operation?.direction == .forward)
  }

  @Test func onAHostThatForbidsTheHandoffBothSocketsCloseBeforeTheNodeStarts() {
    var now = Sample.serving(Sample.new)
    now.raise(.relay)
    now.end()
    now.handoffRefusal = "kernel.yama.ptrace_scope is 2"
    let lowering = step(Sample.operation(.start, .swap), now)
    #expect(lowering.next.operation?.parks == false)
    #expect(lowering.effects == [.stopUnits([Sample.drain])])
    for unit in [Sample.drain, Sample.relay] { now.units[unit]?.activity = .inactive }
    now.relay = nil
    #expect(
      step(Sample.operation(.start, .swap), now).effects == [.stopUnits([Sample.socket])])
    now.units[Sample.socket]?.activity = .inactive
    #expect(step(Sample.operation(.start, .swap), now).effects == [.startUnits([Sample.unit])])
  }

  @Test func aRelayThatNobodyNeedsIsTakenDown() {
    var now = Sample.serving()
    now.raise(.relay)
    let effects = Sample.policy.step(Sample.state, seeing: now).effects
    #expect(effects == [.routeNode, .stopUnits([Sample.drain])])
  }

  @Test func aRelayThatDoesNotObeyIsTakenDownAllTheSame() {
    var now = Sample.serving()
    now.raise(.relay)
    now.effectFailure = EffectFailure(
      .routeNode, Failure(FailureKind(rawValue: "relay_unreachable"), "cannot reach the relay"),
      atBoottimeMs: now.nowBoottimeMs)
    #expect(Sample.policy.step(Sample.state, seeing: now).effects == [.stopUnits([Sample.drain])])
  }

  @Test func aHealthyIdleChainIsOnlyAskedForItsHeight() {
    var now = Sample.serving()
    #expect(Sample.policy.step(Sample.state, seeing: now).effects == [])
    now.pass(5_000)
    let step = Sample.policy.step(Sample.state, seeing: now)
    #expect(step.effects == [.probeHeight])
    #expect(step.next == Sample.state)
  }

  @Test func aTimelineStaysSmall() throws {
    // Only past the point of no return is anything tried without end.
    var operation = Sample.operation(.restore)
    operation.target = Sample.old
    operation.stopOrdered = true
    operation.baselineHeight = nil
    operation.ledger = LedgerPlan(backsUp: false, handsOver: true, converts: true)
    operation.ledger?.isPastReturn = true
    operation.ledger?.isGranted = true
    var isStuck = false
    for _ in 0..<1_000 {
      var now = Sample.serving()
      now.raise(.relay)
      now.height = nil
      if operation.phase == .restore {
        now.run(Sample.old, .starting)
      } else {
        now.height = HeightReading(.height(1), atUnixMs: Sample.now)
      }
      if operation.phase == .answer { now.relay = nil }
      let step = step(operation, now)
      operation = try #require(step.next.operation)
      isStuck = step.isStuck
      if operation.phase == .lower { operation.phase = .restore }
    }
    #expect(operation.timeline.count <= 121)
    // Nobody else has to wait for it.
    #expect(isStuck)
  }
}
