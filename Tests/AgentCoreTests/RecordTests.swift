import AgentCore
import Basics
import Testing

/// The safety record of a validator: brought before its start, looked for beside it afterwards.
@Suite struct RecordTests {
  private static let work = LedgerWork.record.unit(of: Sample.chain)
  private static let carrier = LedgerWork.carry.unit(of: Sample.chain)
  private static let policy: ChainPolicy = {
    var settings = Sample.settings
    settings.ledger = LedgerSettings()
    return ChainPolicy(settings)
  }()

  /// Up since a second, with what the work says of its record; nil when it hasn't run.
  private func up(
    _ said: String? = nil, _ generation: Generation = Sample.old, validator: Bool = true
  ) -> ChainObservation {
    var now = Sample.serving(generation)
    now.supervisors[Sample.unit]?.startedUnixMs = Sample.now - 5_000
    now.storage = NodeStorage(validator ? ["start", "--validator"] : ["start"], home: "/n")
    for name in LedgerWork.units(of: Sample.chain) { now.units[name] = Sample.down(name) }
    if let said {
      now.units[Self.work]?.activity = .active
      now.units[Self.work]?.statusText = said
      now.units[Self.work]?.exit = .code(said == RecordSeen.none ? RecordSeen.noneExit : 0)
    }
    return now
  }

  private func had(_ path: String?, _ state: ChainState = Sample.state) -> ChainState {
    var state = state
    state.record = RecordSeen(path: path, startedUnixMs: Sample.now - 900_000)
    return state
  }

  private func step(_ state: ChainState, _ now: ChainObservation) -> Step {
    Self.policy.step(state, seeing: now)
  }

  @Test func everyProcessOfAValidatorIsLookedBesideOnce() {
    #expect(step(Sample.state, up()).effects.contains(.startUnits([Self.work])))
    #expect(!step(Sample.state, up(validator: false)).effects.contains(.startUnits([Self.work])))
    let seen = step(Sample.state, up(RecordSeen.words("/n/record"))).next
    #expect(seen.record == RecordSeen(path: "/n/record", startedUnixMs: Sample.now - 5_000))
    #expect(!step(seen, up()).effects.contains(.startUnits([Self.work])))
    // What can't be looked at isn't judged, and not asked again and again.
    var failed = up()
    failed.units[Self.work]?.activity = .failed
    let next = step(had("/n/record"), failed).next
    #expect(next.operation == nil && next.record?.path == "/n/record")
    #expect(next.record?.startedUnixMs == Sample.now - 5_000)
  }

  // MARK: Lost

  private func unit(_ work: LedgerWork) -> String { work.unit(of: Sample.chain) }

  private func down() -> ChainObservation {
    var now = up()
    now.end()
    for unit in [Sample.socket] { now.units[unit]?.activity = .inactive }
    return now
  }

  private func ended(_ work: LedgerWork, _ code: Int32 = 0, in now: inout ChainObservation) {
    now.units[unit(work)]?.activity = .active
    now.units[unit(work)]?.exit = .code(code)
    now.units[unit(work)]?.activeSinceUnixMicroseconds = UInt64(Sample.now) * 1_000
  }

  private func held() -> ChainState {
    var state = had("/n/record")
    state.desired = .stopped
    state.fallen = Fallen(Failure(.recordLost, "cannot keep it"), atUnixMs: 0)
    return state
  }

  private func order(_ verb: Command.Verb, by who: String? = nil) throws -> ChainState {
    var command = Command(id: "op-9", chain: Sample.chain, verb: verb)
    command.acceptsHeight = who
    return try CommandPolicy.accept(
      command, state: Sample.agent(held()), seeing: down(), settings: Sample.settings,
      releases: Sample.releases
    ).get().state[Sample.chain]
  }

  @Test func whatItHasWrittenIsKeptFromEveryNode() {
    var state = had("/n/record")
    state = step(state, up(RecordSeen.none)).next
    #expect(state.operation?.lacksRecord == true)
    var now = down()
    #expect(step(state, now).effects == [.startUnits([unit(.hold)])])
    ended(.hold, in: &now)
    let over = step(state, now).next
    #expect(
      over.operation == nil && over.fallen?.kind.rawValue == "record_lost"
        && over.desired == .stopped)
  }

  @Test func aStartFindsTheRecordFirst() throws {
    let state = try order(.start)
    var now = down()
    #expect(step(state, now).effects == [.startUnits([unit(.resume)])])
    // One of before says nothing.
    ended(.resume, in: &now)
    now.units[unit(.resume)]?.activeSinceUnixMicroseconds = 1
    #expect(step(state, now).effects == [.stopUnits([unit(.resume)])])
    ended(.resume, RecordSeen.noneExit, in: &now)
    let failed = step(state, now).next
    #expect(failed.lastOperation?.failure?.kind.rawValue == "record_lost")
    #expect(failed.fallen != nil && failed.desired == .stopped)
    ended(.resume, in: &now)
    #expect(step(state, now).effects == [.startUnits([Sample.unit])])
  }

  /// The agent's memory was removed meanwhile; the home has kept that it is held.
  @Test func aStartThatIsDeclinedForItLooksForIt() throws {
    var state = Sample.state(Sample.operation(.start, .start))
    state.operation?.target = Sample.old
    var now = down()
    now.supervisors[Sample.unit]?.state = .declined
    now.supervisors[Sample.unit]?.reason =
      "chain alpha belongs to \(RecordSeen.heldWords), says .adnet-ledger in its home"
    #expect(step(state, now).effects == [.startUnits([unit(.resume)])])
  }

  /// It has no watch, and its clients are served already.
  @Test func aRestartEndsWithTheLook() {
    var state = had("/n/record", Sample.state(Sample.operation(.lower, .restart)))
    state.operation?.target = Sample.old
    #expect(step(state, up()).effects.contains(.startUnits([Self.work])))
    let ended = step(state, up(RecordSeen.none)).next
    #expect(ended.lastOperation?.outcome == .failed)
    #expect(ended.lastOperation?.failure?.kind.rawValue == "record_lost")
  }

  @Test func itsAbsenceIsAcceptedByWhoeverSaysSo() throws {
    let state = try order(.start, by: "root")
    var now = down()
    #expect(step(state, now).effects == [.startUnits([unit(.accept)])])
    ended(.accept, in: &now)
    #expect(step(state, now).effects == [.startUnits([Sample.unit])])
  }

  /// Where both are lost the height is answered first, and the record that the stop writes looks like any.
  @Test func theLookComesBeforeTheHeightsJudgement() {
    var state = had("/n/record")
    state.reached = ReachedHeight(100, atUnixMs: Sample.now - 3_600_000)
    var now = up()
    now.supervisors[Sample.unit]?.readyUnixMs = Sample.now - 1_000
    now.answerTwice(3)
    #expect(step(state, now).next.operation == nil)
    #expect(step(state, now).effects.contains(.startUnits([Self.work])))
    // Nobody waits for a look that doesn't come.
    now.supervisors[Sample.unit]?.startedUnixMs = Sample.now - 60_000
    #expect(step(state, now).next.fallen?.kind.rawValue == "ledger_fell")
  }

  /// Whoever puts a ledger back says nothing of the record.
  @Test func aLedgerPutBackEndsNoHoldForTheRecord() throws {
    for (kind, stays) in [(FailureKind.recordLost, true), (.ledgerFell, false)] {
      var state = held()
      state.fallen = Fallen(Failure(kind, "cannot keep it"), atUnixMs: 0)
      var command = Command(id: "op-9", chain: Sample.chain, verb: .swap("2.0.0"))
      command.ledgerPutBackBy = "root"
      // Its node serves in this view, so that the order is taken.
      let next = try CommandPolicy.accept(
        command, state: Sample.agent(state), seeing: Sample.serving(), settings: Sample.settings,
        releases: Sample.releases
      ).get().state[Sample.chain]
      #expect((next.fallen != nil) == stays)
      #expect((next.operation?.lacksRecord == true) == stays)
    }
  }

  /// A plain start has no watch, and whoever ordered it is told all the same.
  @Test func aStartEndsWithTheLook() {
    var state = had("/n/record", Sample.state(Sample.operation(.answer, .start)))
    state.operation?.target = Sample.old
    var now = up()
    now.height = HeightReading(.height(200), atUnixMs: Sample.now)
    #expect(step(state, now).effects.contains(.startUnits([Self.work])))
    now = up(RecordSeen.none)
    now.height = HeightReading(.height(200), atUnixMs: Sample.now)
    #expect(step(state, now).next.lastOperation?.failure?.kind.rawValue == "record_lost")
  }

  /// What has never been looked beside could not be told from the record of before any more.
  @Test func nobodyIsStoppedBeforeThatLook() {
    var stop = Sample.operation(.halt, .stop)
    stop.target = Sample.old
    var state = had("/n/record", Sample.state(stop))
    #expect(!step(state, up()).effects.contains(.stopUnits([Sample.unit])))
    let now = up(RecordSeen.none)
    state = step(state, now).next
    #expect(state.operation?.lacksRecord == true)
  }

  @Test func aNodeWithoutTheRecordItHadIsStopped() {
    let next = step(had("/n/record"), up(RecordSeen.none)).next
    #expect(next.operation?.holds == true)
    #expect(next.fallen?.kind.rawValue == "record_lost")
    #expect(next.fallen?.text.contains("/n/record") == true)
    // One that never had one is new.
    for state in [had(nil), Sample.state] {
      #expect(step(state, up(RecordSeen.none)).next.operation == nil)
    }
  }

  @Test func aSwapThatLosesItLeadsBack() {
    var operation = Sample.operation(.watch)
    operation.target = Sample.new
    let asks = step(had("/n/record", Sample.state(operation)), up(nil, Sample.new))
    #expect(asks.effects.contains(.startUnits([Self.work])))
    let turned = step(
      had("/n/record", Sample.state(operation)), up(RecordSeen.none, Sample.new)
    ).next.operation
    #expect(turned?.direction == .back)
    #expect(turned?.failure?.kind.rawValue == "record_lost")
    let fine = step(
      had("/n/record", Sample.state(operation)), up(RecordSeen.words("/n/d"), Sample.new)
    ).next.operation
    #expect(fine?.failure == nil)
  }

  /// What was said beside the process before says nothing of this one.
  @Test func anEarlierLookIsMadeAgain() {
    var now = up(RecordSeen.none)
    now.units[Self.work]?.activeSinceUnixMicroseconds = UInt64(Sample.now - 60_000) * 1_000
    let step = step(had("/n/record"), now)
    #expect(step.next.operation == nil)
    #expect(step.effects.contains(.stopUnits([Self.work])))
  }

  @Test func itIsBroughtBeforeTheNodeIsStarted() {
    var now = Sample.serving(Sample.new)
    now.end()
    now.raise(.relay)
    for name in LedgerWork.units(of: Sample.chain) { now.units[name] = Sample.down(name) }
    let state = Sample.state(Sample.operation(.start))
    #expect(step(state, now).effects.contains(.startUnits([Sample.unit])))
    now.owesRecord = true
    #expect(step(state, now).effects == [.startUnits([Self.carrier])])
    now.units[Self.carrier]?.activity = .activating
    #expect(step(state, now).effects == [])
    now.units[Self.carrier]?.activity = .active
    #expect(step(state, now).effects.contains(.startUnits([Sample.unit])))
    now.units[Self.carrier]?.activity = .failed
    now.units[Self.carrier]?.statusText = "there is no room"
    let turned = step(state, now).next.operation
    #expect(turned?.direction == .back)
    #expect(turned?.failure?.text.contains("there is no room") == true)
  }
}
