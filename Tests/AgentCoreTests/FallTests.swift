import AgentCore
import Basics
import Testing

/// A node that comes up with less than its chain had.
@Suite struct FallTests {
  /// Ready since a second, at this height, after an end that was clean or not.
  private func up(
    _ height: UInt64, _ generation: Generation = Sample.old, clean: Bool? = true
  ) -> ChainObservation {
    var now = Sample.serving(generation)
    now.raise(.relay)
    now.supervisors[Sample.unit]?.readyUnixMs = Sample.now - 1_000
    now.supervisors[Sample.unit]?.exitBefore = clean.map {
      NodeExit(
        kind: $0 ? .code : .signal, value: $0 ? 0 : 9, ordered: $0, clean: $0,
        atUnixMs: Sample.now - 9_000)
    }
    now.answerTwice(height)
    return now
  }

  private func had(_ height: UInt64, _ state: ChainState = Sample.state) -> ChainState {
    var state = state
    state.reached = ReachedHeight(height, atUnixMs: Sample.now - 3_600_000)
    return state
  }

  private func next(_ state: ChainState, _ now: ChainObservation) -> ChainState {
    Sample.policy.step(state, seeing: now).next
  }

  // MARK: Under an operation

  /// A first swap is an install; the others have something to go back to.
  @Test(arguments: [OperationKind.swap, .rollback])
  func aNodeBelowTheChainsHeightLeadsBack(_ kind: OperationKind) {
    let turned = next(had(100, Sample.state(Sample.operation(.answer, kind))), up(3, Sample.new))
    #expect(turned.operation?.direction == .back)
    #expect(turned.operation?.failure?.kind.rawValue == "ledger_fell")
    let fine = next(had(100, Sample.state(Sample.operation(.answer, kind))), up(100, Sample.new))
    #expect(fine.operation?.failure == nil)
  }

  /// Nothing else could be started, and nobody is told that what runs serves again.
  @Test func aRestartBelowItFails() {
    let ended = next(had(100, Sample.state(Sample.operation(.answer, .restart))), up(3, Sample.new))
    #expect(ended.operation == nil && ended.lastOperation?.outcome == .failed)
    #expect(ended.lastOperation?.failure?.kind.rawValue == "ledger_fell")
    #expect(next(ended, up(3, Sample.new)).operation?.holds == true)
  }

  /// What was lost isn't the tried release's doing.
  @Test func aWayBackBelowItFails() {
    var back = Sample.operation(.answer)
    back.direction = .back
    back.target = Sample.old
    back.nodeStopped = true
    back.failure = Failure(.ledgerFell, "cannot keep the node: it is at height 3")
    let ended = next(had(100, Sample.state(back)), up(3))
    #expect(ended.lastOperation?.outcome == .failed)
    #expect(ended.lastOperation?.failure?.text.contains("the rollback failed as well") == true)
    var client = up(3)
    client.storage = NodeStorage(["start", "--client"], home: "/n")
    #expect(next(had(100, Sample.state(back)), client).operation?.phase != .answer)
  }

  @Test func aFirstSwapBelowTheHeightOfBeforeIsStopped() {
    let turned = next(
      had(100, Sample.state(Sample.operation(.answer, .install))), up(3, Sample.new))
    #expect(turned.operation?.phase == .halt)
    #expect(turned.operation?.failure?.kind.rawValue == "ledger_fell")
  }

  /// What was answered right before the stop counts, however long ago something was noted.
  @Test func theHeightAtTheStopIsTheFloor() {
    var stopping = Sample.operation(.stop)
    stopping.baselineHeight = nil
    let ordered = next(Sample.state(stopping), up(500)).operation
    #expect(ordered?.reachedHeight == 500)
    var answering = Sample.operation(.answer)
    answering.baselineHeight = nil
    answering.reachedHeight = 500
    (answering.nodeStopped, answering.cleanStop) = (true, true)
    let turned = next(had(100, Sample.state(answering)), up(499, Sample.new))
    #expect(turned.operation?.failure?.kind.rawValue == "ledger_fell")
    // Not after one that was killed: a few blocks may be gone.
    answering.cleanStop = false
    #expect(next(had(100, Sample.state(answering)), up(499, Sample.new)).operation?.failure == nil)
  }

  @Test func whatWasReachedIsRememberedWhateverBecameOfTheOperation() {
    var ending = Sample.operation(.lower, .swap, .back)
    ending.reachedHeight = 700
    ending.failure = Failure(.nodeExited, "cannot start it")
    ending.target = Sample.old
    var now = Sample.serving()
    now.relay = nil
    #expect(next(had(100, Sample.state(ending)), now).reached?.height == 700)
  }

  /// A proxy or a node may give one wrong answer. Who was above before is asked once more.
  @Test func oneLowAnswerOfAProcessThatWasAboveProvesNothing() {
    var now = up(3)
    now.heightBefore = nil
    now.highest = 100
    let step = Sample.policy.step(had(100), seeing: now)
    #expect(step.next.operation == nil && step.next.reached?.height == 100)
    #expect(step.next.fell == nil)
    #expect(step.wakeAtBoottimeMs.map { $0 - now.nowBoottimeMs <= 1_000 } == true)
    now.height = HeightReading(.height(3), atUnixMs: now.nowUnixMs - 950)
    #expect(Sample.policy.step(had(100), seeing: now).effects.contains(.probeHeight))
    // The one before was high enough, or of the process before.
    for (height, age) in [(100, 500), (3, 2_000)] {
      now = up(3)
      now.highest = 100
      now.heightBefore = HeightReading(
        .height(UInt64(height)), atUnixMs: now.nowUnixMs - age)
      #expect(next(had(100), now).operation == nil)
    }
    // What is held stays so until the answers agree.
    var held = had(100)
    held.fallen = Fallen(Failure(.ledgerFell, "cannot keep the node: it fell"), atUnixMs: 0)
    now.heightBefore = nil
    #expect(next(held, now).fallen != nil)
    // Two in a row do.
    now.heightBefore = now.height
    #expect(next(had(100), now).operation?.holds == true)
    // In an operation as well.
    now = up(3, Sample.new)
    now.heightBefore = nil
    now.highest = 100
    let waiting = Sample.policy.step(had(100, Sample.state(Sample.operation(.answer))), seeing: now)
    #expect(waiting.next.operation?.direction == .forward)
    #expect(waiting.waitsFor == "another answer, since one was below the height that the chain had")
  }

  /// A process with an older ledger syncs, and is past what was reached at its next answer.
  @Test func whoeverFellStaysFallenThoughHeCatchesUp() {
    var now = up(90)
    now.heightBefore = nil
    now.supervisors[Sample.unit]?.startedUnixMs = Sample.now - 2_000
    #expect(next(had(100), now).operation?.holds == true)
    // Whoever stops it waits, as for the look at its record; it is remembered.
    var waiting = up(90)
    waiting.storage = NodeStorage(["start", "--validator"], home: "/n")
    waiting.supervisors[Sample.unit]?.startedUnixMs = Sample.now - 2_000
    var state = had(100)
    state.record = RecordSeen(path: "/n/record", startedUnixMs: 1)
    state = next(state, waiting)
    #expect(state.operation == nil)
    #expect(state.fell == FellProcess(startedUnixMs: Sample.now - 2_000, height: 90))
    waiting.height = HeightReading(.height(105), atUnixMs: Sample.now)
    waiting.highest = 105
    state.record?.startedUnixMs = Sample.now - 2_000
    #expect(next(state, waiting).operation?.holds == true)
    // Another process has another ledger.
    waiting.supervisors[Sample.unit]?.startedUnixMs = Sample.now - 1_500
    state.record?.startedUnixMs = Sample.now - 1_500
    #expect(next(state, waiting).operation == nil)
  }

  /// The same process is all that a restart can go back to, and by then it may have caught up.
  @Test func aRestartBelowItIsHeldThoughItCatchesUp() {
    var now = up(90, Sample.new)
    now.supervisors[Sample.unit]?.startedUnixMs = Sample.now - 2_000
    var state = next(had(100, Sample.state(Sample.operation(.answer, .restart))), now)
    for _ in 0..<20 where state.operation?.holds != true {
      now.pass(1_000)
      now.height = HeightReading(.height(105), atUnixMs: now.nowUnixMs)
      now.highest = 105
      state = next(state, now)
    }
    #expect(state.operation?.holds == true && state.desired == .stopped)
  }

  /// Whatever comes between two low answers.
  @Test func answersWithoutAHeightComeBetween() {
    var memory = HeightMemory()
    for result in [HeightReading.Result.height(3), .limited, .failed(reason: "r"), .height(4)] {
      memory.note(HeightReading(result, atUnixMs: 1))
    }
    #expect(memory.before?.height == 3 && memory.last?.height == 4)
    memory.note(HeightReading(.limited, atUnixMs: 1))
    #expect(memory.before?.height == 4 && memory.last?.height == nil)
  }

  // MARK: Without one

  @Test func aValidatorBelowItsHeightIsStoppedAndStaysSo() throws {
    var state = next(had(100), up(3))
    let operation = try #require(state.operation)
    #expect((operation.kind, operation.phase) == (.stop, .halt))
    #expect(operation.cause?.contains("at height 3") == true)
    #expect(state.desired == .stopped)
    #expect(state.fallen?.kind.rawValue == "ledger_fell")
    // Also when a boot or a hand has started it.
    state.operation = nil
    #expect(next(state, up(3)).operation?.kind == .stop)
    var clients = up(3)
    clients.storage = NodeStorage(["start", "--client"], home: "/n")
    #expect(next(had(100), clients).operation == nil)
  }

  @Test func whatIsntKnownStopsNothing() {
    var early = up(3)
    early.supervisors[Sample.unit]?.readyUnixMs = Sample.now + 1_000
    var stranger = up(3)
    stranger.foreignListeners = [ForeignListener(role: "rest", port: 3030, name: "nginx")]
    var mute = up(3)
    mute.height = HeightReading(.failed(reason: "no REST"), atUnixMs: Sample.now)
    var nobody = up(3)
    nobody.supervisors[Sample.unit]?.readyUnixMs = nil
    for now in [early, stranger, mute, nobody] {
      #expect(next(had(100), now).operation == nil)
    }
    #expect(next(Sample.state, up(3)).operation == nil)
  }

  @Test(arguments: [
    (100, Bool?.some(true), true), (99, true, false), (99, false, true), (80, false, true),
    (79, false, false), (80, nil, true), (79, nil, false),
  ])
  func aFewBlocksMayBeLostWithAnUncleanEndAlone(
    _ height: Int, _ clean: Bool?, _ isFine: Bool
  ) {
    let state = next(had(100), up(UInt64(height), clean: clean))
    #expect((state.operation == nil) == isFine)
  }

  /// Also when the node has ended by then: what it said is kept.
  @Test func anAnnouncedEndIsRemembered() {
    var now = up(50)
    now.requiredUpgrade = RequiredUpgrade(height: 5_000, version: 12)
    let state = next(Sample.state, now)
    #expect(state.announced == AnnouncedEnd(Sample.old.release, height: 4_900))
    now.requiredUpgrade = nil
    #expect(next(state, now).announced == state.announced)
  }

  @Test func theHeightIsNotedOnceAMinute() {
    #expect(next(Sample.state, up(50)).reached == ReachedHeight(50, atUnixMs: Sample.now))
    var state = Sample.state
    state.reached = ReachedHeight(50, atUnixMs: Sample.now - 59_000)
    #expect(next(state, up(70)).reached == state.reached)
    state.reached = ReachedHeight(50, atUnixMs: Sample.now - 60_000)
    let noted = next(state, up(5_000)).reached
    #expect(noted?.height == 5_000)
    // A node that syncs makes thousands of blocks in the minute that a power cut may cost.
    #expect(noted?.settled == 50)
  }

  /// What was asked for in another way can't be compared: a corrected query stops no validator.
  @Test func aHeightThatIsAskedForInAnotherWayIsNoFall() {
    var settings = Sample.settings
    settings.heightQuery = "/status height"
    let state = had(20_000)
    #expect(ChainPolicy(Sample.settings).step(state, seeing: up(50)).next.operation != nil)
    let next = ChainPolicy(settings).step(state, seeing: up(50)).next
    #expect(next.operation == nil)
    #expect(next.reached == ReachedHeight(50, atUnixMs: Sample.now, query: "/status height"))
    #expect(ChainPolicy(settings).step(next, seeing: up(3)).next.operation != nil)
  }

  // MARK: On purpose

  private func accept(
    _ verb: Command.Verb, by who: String?, _ state: ChainState, _ now: ChainObservation
  ) -> Result<Accepted, Failure> {
    var command = Command(id: "op-9", chain: Sample.chain, verb: verb)
    command.acceptsHeight = who
    return CommandPolicy.accept(
      command, state: Sample.agent(state), seeing: now, settings: Sample.settings,
      releases: Sample.releases)
  }

  /// What was mended starts as always; what wasn't is stopped again.
  @Test func whoeverAcceptsItStartsItForGood() throws {
    var state = had(100)
    state.desired = .stopped
    state.fallen = Fallen(Failure(.ledgerFell, "cannot keep it: it fell"), atUnixMs: 0)
    var now = Sample.serving()
    now.end()
    now.units[Sample.socket]?.activity = .inactive
    var plain = try accept(.start, by: nil, state, now).get().state[Sample.chain]
    #expect(plain.fallen != nil && plain.reached?.height == 100)
    plain.operation = nil
    #expect(self.next(plain, up(3)).operation?.holds == true)
    #expect(self.next(plain, up(100)).fallen == nil)
    let accepted = try accept(.start, by: "root", state, now).get()
    #expect(accepted.operation.acceptedHeight == "root")
    let next = accepted.state[Sample.chain]
    #expect(next.fallen == nil && next.reached == nil && next.desired == .running)
    // Nothing below it any more: it begins anew.
    #expect(self.next(next, up(3)).operation?.failure == nil)
  }

  /// A client that goes on with less.
  @Test func aLowerHeightOfARunningNodeCanBeAccepted() throws {
    let accepted = try accept(.start, by: "root", had(100), up(3)).get()
    #expect(accepted.state[Sample.chain].reached == nil)
  }

  /// Another ledger, and another record, than a node before it had here.
  @Test func whatIsImportedBeginsAnew() throws {
    var state = had(100)
    state.record = RecordSeen(path: "/n/data/current-proposal-cache-0", startedUnixMs: 1)
    var command = Command(id: "op-9", chain: Sample.chain, verb: .swap("2.0.0"))
    command.acceptsHeight = "root"
    command.imports = true
    let next = try CommandPolicy.accept(
      command, state: Sample.agent(state), seeing: Sample.serving(), settings: Sample.settings,
      releases: Sample.releases
    ).get().state[Sample.chain]
    #expect(next.reached == nil && next.record == nil)
  }

  @Test func anAgentOfBeforeHasNoneOfIt() throws {
    #expect(Sample.state.reached == nil && Sample.state.fallen == nil)
    #expect(Sample.operation(.answer).holds == nil)
  }

  @Test func oneProcessOfSeveralChainsIsStoppedForAll() throws {
    var state = TwoChains.state(.unified)
    var chains: [ChainName: SharedHealing.Chain] = [:]
    for chain in [TwoChains.alpha, TwoChains.delta] {
      var seen = TwoChains.seen(chain, .unified)
      seen.supervisors[TwoChains.shared]?.readyUnixMs = TwoChains.now - 1_000
      seen.answerTwice(100)
      chains[chain] = SharedHealing.Chain(seen, TwoChains.settings(chain))
    }
    state[TwoChains.alpha].reached = ReachedHeight(200, atUnixMs: TwoChains.now - 3_600_000)
    let next = try #require(SharedHealing.step(state, seeing: chains))
    for chain in ["alpha", "delta"] {
      let operation = try #require(next[Sample.name(chain)].operation)
      #expect((operation.kind, operation.holds) == (.stop, true))
      #expect(operation.together?.chains.count == 1)
      #expect(next[Sample.name(chain)].desired == .stopped)
      #expect((next[Sample.name(chain)].fallen != nil) == (chain == "alpha"))
    }
  }

  /// The others' records are good, and written at that stop.
  @Test func theRecordOfOneChainIsItsOwn() throws {
    var state = TwoChains.state(.unified)
    var chains: [ChainName: SharedHealing.Chain] = [:]
    var looks: [ChainName: ChainObservation] = [:]
    for chain in [TwoChains.alpha, TwoChains.delta] {
      var seen = TwoChains.seen(chain, .unified)
      seen.supervisors[TwoChains.shared]?.readyUnixMs = TwoChains.now - 1_000
      seen.supervisors[TwoChains.shared]?.startedUnixMs = TwoChains.now - 5_000
      seen.storage = NodeStorage(["start", "--validator"], home: "/n")
      let work = LedgerWork.record.unit(of: chain)
      seen.units[work] = Sample.down(work)
      seen.units[work]?.activity = .active
      let said = chain == TwoChains.alpha ? RecordSeen.none : RecordSeen.words("/n/delta")
      seen.units[work]?.statusText = said
      seen.units[work]?.exit = .code(chain == TwoChains.alpha ? RecordSeen.noneExit : 0)
      seen.units[work]?.activeSinceUnixMicroseconds = UInt64(TwoChains.now) * 1_000
      looks[chain] = seen
      chains[chain] = SharedHealing.Chain(seen, TwoChains.settings(chain))
      state[chain].record = RecordSeen(path: "/n/\(chain)", startedUnixMs: 1)
    }
    let next = try #require(SharedHealing.step(state, seeing: chains))
    #expect(next[TwoChains.alpha].operation?.lacksRecord == true)
    #expect(next[TwoChains.delta].operation?.holds == true)
    #expect(next[TwoChains.delta].operation?.lacksRecord == nil)
    #expect(next[TwoChains.delta].fallen == nil)
    // Until that is decided nobody forgets that there was one, nor what was seen.
    let alone = ChainPolicy(TwoChains.settings(TwoChains.alpha)).step(
      state[TwoChains.alpha], seeing: looks[TwoChains.alpha]!)
    #expect(alone.next.record?.path == "/n/alpha")
    #expect(alone.effects == [])
    // Who accepts it says nothing of the other chain's.
    var held = next
    for chain in [TwoChains.alpha, TwoChains.delta] {
      held[chain].operation = nil
      held[chain].reached = ReachedHeight(50, atUnixMs: 0)
    }
    for (chain, isKept) in [(TwoChains.alpha, false), (TwoChains.delta, true)] {
      var command = Command(id: "op-9", chain: chain, verb: .start)
      command.acceptsHeight = "root"
      command.together = OperationGroup(group: "g", chains: [])
      var seen = TwoChains.seen(chain, .unified)
      seen.supervisors = [:]
      seen.units[TwoChains.shared]?.activity = .inactive
      let accepted = try CommandPolicy.accept(
        command, state: held, seeing: seen, settings: TwoChains.settings(chain), releases: []
      ).get().state[chain]
      #expect((accepted.reached != nil) == isKept)
    }
  }
}
