import AgentCore
import Basics
import Testing

@testable import Health

/// Each state from what leads to it.
@Suite struct JudgeTests {
  private func state(_ change: (inout Case) -> Void) -> HealthState {
    verdict(change).state
  }

  private func verdict(_ change: (inout Case) -> Void) -> HealthVerdict {
    var it = Case()
    it.runWell()
    change(&it)
    return it.judge()
  }

  @Test func aNodeThatIsWellIsHealthy() {
    let verdict = verdict { _ in }
    #expect(verdict.state == .healthy)
    #expect(verdict.answers == true)
  }

  @Test func whatIsNotWantedIsStopped() {
    #expect(
      state {
        $0.observation.isWanted = false
        $0.observation.unitState?.activity = .inactive
      } == .stopped)
    #expect(state { $0.observation.unit = nil } == .stopped)
  }

  @Test func whatCanNotBeAskedIsUnknown() {
    #expect(state { $0.observation.unitState = nil } == .unknown)
  }

  @Test func aUnitThatIsDownIsDown() {
    #expect(state { $0.observation.unitState?.activity = .failed } == .down)
    #expect(
      state {
        $0.observation.report?.state = .exited
        $0.observation.report?.nodePID = 0
        $0.observation.report?.failures = 1
      } == .down)
  }

  @Test func aNodeThatLoadsAndGetsOnIsStarting() {
    var it = Case()
    it.observation.report?.state = .starting
    it.observation.startedMs = it.now
    var cpu: UInt64 = 0
    for _ in 0..<60 {
      it.now += 5_000
      cpu += 200_000
      it.observation.work = .init(cpuMicroseconds: cpu, ioBytes: 0, newLines: 0)
      #expect(it.judge().state == .starting)
    }
  }

  @Test func aNodeThatDoesNothingIsNotListening() {
    var it = Case()
    it.observation.report?.state = .starting
    it.observation.startedMs = it.now
    it.observation.work = .init(cpuMicroseconds: 5, ioBytes: 5, newLines: 5)
    #expect(it.judge().state == .starting)
    it.pass(seconds: 55) { it, _ in #expect(it.judge().state == .starting) }
    it.pass(seconds: 10) { it, _ in _ = it.judge() }
    #expect(it.judge().state == .notListening)
  }

  @Test func oneThatOnlyTalksLoadsOnlyForItsGrace() {
    var it = Case { $0.startGraceMs = 300_000 }
    it.observation.report?.state = .starting
    it.observation.startedMs = it.now
    var lines = 0
    it.pass(seconds: 300) { it, _ in
      lines += 1
      it.observation.work = .init(cpuMicroseconds: 5, ioBytes: 5, newLines: lines)
      #expect(it.judge().state == .starting)
    }
    it.pass(seconds: 70) { it, _ in
      lines += 1
      it.observation.work = .init(cpuMicroseconds: 5, ioBytes: 5, newLines: lines)
      _ = it.judge()
    }
    #expect(it.judge().state == .notListening)
  }

  @Test func aRandomPortIsSeenAtOnce() {
    let verdict = verdict {
      $0.observation.report?.state = .starting
      $0.observation.report?.ports["p2p"] = NodePort(.elsewhere, address: "0.0.0.0:40001")
    }
    #expect(verdict.state == .notListening)
    #expect(verdict.reason.contains("40001"))
  }

  @Test func twoDeathsInARowAreALoop() {
    #expect(
      state {
        $0.observation.report?.state = .backoff
        $0.observation.report?.nodePID = 0
        $0.observation.report?.failures = 2
      } == .crashLoop)
    // Up for a while it is none any more, even where nobody can ask it.
    #expect(state { $0.observation.report?.failures = 2 } == .healthy)
  }

  /// A node that died twice, and is ready since a moment.
  private func comeBack() -> Case {
    var it = Case()
    it.runWell()
    _ = it.judge()
    it.observation.report?.failures = 2
    it.observation.report?.nodePID = 300
    it.observation.startedMs = it.now - 2_000
    it.observation.readyMs = it.now
    return it
  }

  @Test func aLoopIsOverWhenTheChainGoesOn() {
    var it = comeBack()
    #expect(it.judge().state == .crashLoop)
    it.now += 1_000
    it.own(.passed(.height(112)))
    #expect(it.judge().state == .crashLoop)
    it.now += 1_000
    it.own(.passed(.height(113)))
    #expect(it.judge().state == .healthy)
    // The next death is one too many at once.
    it.observation.report?.state = .backoff
    it.observation.report?.nodePID = 0
    it.observation.report?.failures = 3
    #expect(it.judge().state == .crashLoop)
    it.observation.report?.state = .starting
    it.observation.report?.nodePID = 301
    #expect(it.judge().state == .crashLoop)
  }

  @Test func aLoopIsOverAfterAWhileOfAnswers() {
    var it = comeBack()
    _ = it.judge()
    it.pass(seconds: 15) { it, _ in it.own(.passed(.height(112))) }
    #expect(it.judge().state == .crashLoop)
    it.pass(seconds: 5) { it, _ in it.own(.passed(.height(112))) }
    #expect(it.judge().state == .healthy)
  }

  @Test func aLoopIsNotOverWhileTheRestFails() {
    var it = comeBack()
    _ = it.judge()
    it.pass(seconds: 55) { it, _ in it.own(.silent("no answer within 2000 ms")) }
    #expect(it.judge().state == .crashLoop)
    it.pass(seconds: 5) { it, _ in it.own(.silent("no answer within 2000 ms")) }
    #expect(it.judge().state == .hung)
  }

  @Test func aReleaseThatIsTooOldIsNoLoop() {
    #expect(
      state {
        $0.observation.report?.state = .backoff
        $0.observation.report?.nodePID = 0
        $0.observation.report?.failures = 5
        $0.observation.logs = [LogFinding(.needsUpgrade, atMs: $0.now - 4_000)]
      } == .needsUpgrade)
    // One that is started anew on our order isn't blamed for what the one before it said.
    #expect(
      state {
        $0.observation.report?.state = .starting
        $0.observation.startedMs = $0.now - 1_000
        $0.observation.logs = [LogFinding(.needsUpgrade, atMs: $0.now - 4_000)]
      } == .starting)
    #expect(
      state {
        $0.observation.logs = [LogFinding(.needsUpgrade, atMs: $0.now - 900_000)]
      } == .healthy)
  }

  @Test func aTextOfAnEarlierRowOfDeathsIsForgotten() {
    var it = Case()
    it.observation.logs = [LogFinding(.needsUpgrade, atMs: it.now - 100_000)]
    it.observation.report?.state = .starting
    it.observation.startedMs = it.now - 2_000
    #expect(it.judge().state == .starting)
    it.observation.report?.state = .backoff
    it.observation.report?.nodePID = 0
    it.observation.report?.failures = 3
    #expect(it.judge().state == .crashLoop)
    it.observation.logs.append(LogFinding(.needsUpgrade, atMs: it.now))
    #expect(it.judge().state == .needsUpgrade)
  }

  @Test func aRowOfDeathsGoesOnBetweenTwoSupervisors() {
    for (failures, isTold, wanted) in [(1, true, HealthState.needsUpgrade), (5, false, .crashLoop)]
    {
      for state in [SupervisorReport.State.exited, .backoff, .starting] {
        var it = Case()
        if isTold { it.observation.logs = [LogFinding(.needsUpgrade, atMs: it.now)] }
        it.observation.startedMs = it.now - 1_000
        it.observation.report?.startedBoottimeMs = it.now - 1_000
        it.observation.report?.state = state
        it.observation.report?.failures = failures
        #expect(it.judge().state == wanted)
        it.observation.report = nil
        it.observation.startedMs = nil
        for _ in 0..<2 {
          it.pass(seconds: 5) { _, _ in }
          #expect(it.judge().state == wanted, "\(state)")
        }
        // A supervisor that doesn't report is told as such in the end.
        it.pass(seconds: 5) { _, _ in }
        #expect(it.judge().state == .starting)
      }
    }
  }

  @Test func nothingIsBridgedFromANodeThatServedOrToAnotherUnit() {
    var it = Case()
    _ = it.judge()
    it.observation.report = nil
    #expect(it.judge().state == .starting)
    it = Case()
    it.observation.report?.state = .backoff
    it.observation.report?.failures = 5
    #expect(it.judge().state == .crashLoop)
    it.observation.report = nil
    it.observation.unit = "adnet@alpha.service"
    var state = UnitState(name: "adnet@alpha.service")
    state.activity = .active
    it.observation.unitState = state
    #expect(it.judge().state == .starting)
  }

  @Test func silenceIsAHang() {
    let verdict = verdict { it in
      it.pass(seconds: 15) { it, _ in it.own(.silent("no answer within 2000 ms")) }
    }
    #expect(verdict.state == .hung)
    #expect(verdict.answers == false)
    #expect(state { $0.observation.processState = "T" } == .hung)
  }

  @Test func aWrongAnswerIsAFault() {
    let verdict = verdict { it in
      it.pass(seconds: 15) { it, _ in it.own(.wrong("the answer is no height")) }
    }
    #expect(verdict.state == .faulty)
    #expect(verdict.answers == true)
  }

  @Test func aClosedPortIsSeenAtOnce() {
    #expect(state { $0.own(.refused) } == .notListening)
    #expect(
      state { it in it.observation.listeners?.removeAll { $0.port == 4130 } } == .notListening)
  }

  /// A node that stands still for longer than it may, at 111, while a peer gives this at each step.
  private func stuck(_ peer: @escaping (_ index: Int, _ step: Int) -> ProbeSample.Outcome)
    -> HealthVerdict
  {
    verdict { it in
      it.pass(seconds: 130) { it, step in
        it.own(.passed(.height(111)))
        for index in Case.peers.indices { it.peer(index, peer(index, step)) }
      }
    }
  }

  @Test func standingStillAmongPeersThatGoOnIsAStall() {
    let verdict = stuck { _, step in .passed(.height(112 + UInt64(step))) }
    #expect(verdict.state == .stalled)
    #expect(verdict.network == .advancing)
  }

  @Test func standingStillWithEveryoneIsTheNetworks() {
    let verdict = stuck { _, _ in .passed(.height(111)) }
    #expect(verdict.state == .networkStalled)
    #expect(verdict.network == .flat)
  }

  @Test(arguments: [ProbeSample.Outcome.limited, .silent("no answer"), .refused])
  func peersThatDoNotAnswerDecideNothing(outcome: ProbeSample.Outcome) {
    let verdict = stuck { _, _ in outcome }
    #expect(verdict.state == .stalled)
    #expect(verdict.network == .unknown)
    // And they make a node that is well no worse.
    #expect(
      state { it in
        it.pass(seconds: 60) { it, step in
          it.own(.passed(.height(112 + UInt64(step))))
          for index in Case.peers.indices { it.peer(index, outcome) }
        }
      } == .healthy)
  }

  @Test func halfOfThePeersAreNotEnough() {
    let verdict = stuck { index, step in
      .passed(.height(index < 2 ? 112 + UInt64(step) : 111))
    }
    #expect(verdict.state == .stalled)
    #expect(verdict.network == .unknown)
  }

  @Test func peersThatGrowBelowThisNodeProveNothing() {
    #expect(stuck { _, step in .passed(.height(UInt64(step))) }.network != .advancing)
  }

  @Test func aNetworkThatHasJustHaltedIsNoReasonToRestartAnyone() {
    // Its peers came two blocks further, and were seen to grow after this node was seen to stop.
    let verdict = stuck { _, step in .passed(.height(UInt64(111 + min(step, 2)))) }
    #expect(verdict.network != .advancing)
    let hung = self.verdict { it in
      it.pass(seconds: 20) { it, step in
        it.own(.silent("no answer"))
        for index in Case.peers.indices { it.peer(index, .passed(.height(UInt64(112)))) }
      }
    }
    #expect(hung.state == .hung)
    #expect(hung.network != .advancing)
  }

  @Test func anotherHashAtTheSameHeightIsAFork() {
    #expect(
      state { it in
        it.own(.passed(.block(height: 112, hash: "abmine")), .block)
        for index in 0..<3 {
          it.peer(index, .passed(.block(height: 112, hash: "abtheirs")), .block)
        }
      } == .forked)
    // One of four may be the one that is wrong.
    #expect(
      state { it in
        it.own(.passed(.block(height: 112, hash: "abmine")), .block)
        it.peer(0, .passed(.block(height: 112, hash: "abtheirs")), .block)
        it.peer(1, .passed(.block(height: 112, hash: "abmine")), .block)
      } == .healthy)
  }

  /// As a node does that loads, syncs or drains, by its own word.
  @Test func aNodeThatIsNotReadyIsNotFaulty() {
    let verdict = verdict { it in
      it.pass(seconds: 20) { it, _ in it.own(.notReady("HTTP status 503")) }
    }
    #expect(verdict.state == .starting && verdict.reason.contains("HTTP status 503"))
    #expect(verdict.answers == false)
  }

  @Test func aLimitIsNoFault() {
    let verdict = verdict { it in it.pass(seconds: 20) { it, _ in it.own(.limited) } }
    #expect(verdict.state == .limited)
    #expect(verdict.answers == nil)
  }

  @Test func itsOwnWordMakesItSyncing() {
    #expect(
      state { it in
        for _ in 0..<2 { it.own(.passed(.synced(false)), .sync) }
      } == .syncing)
  }

  @Test func whatIsWrongBesideIsADegradation() {
    let ills: [(inout Case) -> Void] = [
      { it in for _ in 0..<3 { it.own(.silent("no pong"), .websocket, of: "ws") } },
      { it in
        for _ in 0..<2 {
          it.own(.passed(.count(0)), .bft)
          it.own(.passed(.count(4)), .peers)
        }
      },
      { it in
        it.own(.passed(.metrics(bftPeers: 0)), .metrics, of: "metrics")
      },
      { it in
        it.now += 100
        it.own(.passed(.height(3)))
      },
      { it in it.observation.listeners?.removeAll { $0.port == 9090 } },
      { it in
        it.observation.listeners?.removeAll { $0.port == 9090 }
        it.observation.listeners?.append(Case.listener(9090))
      },
      { it in
        for index in Case.peers.indices { it.peer(index, .passed(.height(200))) }
      },
    ]
    for (index, ill) in ills.enumerated() { #expect(state(ill) == .degraded, "ill \(index)") }
  }

  @Test func aNewProcessIsJudgedAnew() {
    var it = Case()
    it.runWell()
    it.pass(seconds: 15) { it, _ in it.own(.silent("no answer")) }
    #expect(it.judge().state == .hung)
    it.observation.report?.nodePID = 200
    #expect(it.judge().state == .starting)
    it.own(.passed(.height(110)))
    #expect(it.judge().state == .healthy)
  }
}
