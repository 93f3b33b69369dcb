import Health
import Testing

@Suite struct CheckHistoryTests {
  private func state(after outcomes: [ProbeSample.Outcome]) -> CheckHistory {
    var history = CheckHistory()
    for (index, outcome) in outcomes.enumerated() {
      history.note(ProbeSample(outcome, atMs: index * 5_000, latencyMs: 1), .init())
    }
    return history
  }

  private let pass = ProbeSample.Outcome.passed(.none)
  private let fail = ProbeSample.Outcome.silent("no answer")

  @Test func theFirstAnswerIsEnough() { #expect(state(after: [pass]).state == .passing) }

  @Test func threeFailuresInARowAreOne() {
    #expect(state(after: [pass, fail, fail]).state == .passing)
    #expect(state(after: [pass, fail, fail, fail]).state == .failing)
    #expect(state(after: [fail, fail]).state == .unknown)
  }

  @Test func twoAnswersInARowEndIt() {
    let failed = [pass, fail, fail, fail]
    #expect(state(after: failed + [pass]).state == .failing)
    #expect(state(after: failed + [pass, pass]).state == .passing)
  }

  @Test func aRefusedConnectionNeedsNoSecond() {
    #expect(state(after: [pass, .refused]).state == .failing)
  }

  @Test func flappingCountsAsFailing() {
    for (bad, times) in [(ProbeSample.Outcome.wrong("maybe"), 4), (fail, 6)] {
      let flaps = (0..<times).flatMap { _ in [pass, bad] }
      #expect(state(after: flaps).state == .failing)
      #expect(state(after: flaps.dropLast(4)).state == .passing)
      #expect(state(after: flaps + [pass, pass, pass]).state == .failing)
      #expect(state(after: flaps + Array(repeating: pass, count: 20)).state == .passing)
    }
  }

  @Test func aLongFailureThatEndsIsNoFlapping() {
    let long = [pass] + Array(repeating: fail, count: 20) + [pass, pass]
    #expect(state(after: long).state == .passing)
    #expect(!state(after: long).isFlapping)
  }

  @Test func aLimitSpeaksNeitherForNorAgainst() {
    #expect(state(after: [pass, fail, fail, .limited, fail]).state == .failing)
    #expect(state(after: [pass, .limited, .limited]).state == .passing)
    #expect(state(after: [pass, .limited, .limited, .limited]).state == .limited)
    #expect(state(after: [.limited]).state == .limited)
    #expect(state(after: [.limited, .limited, .limited, pass, pass]).state == .passing)
  }

  @Test func sinceIsWhenTheStateBegan() {
    #expect(state(after: [pass, pass, fail, fail, fail, fail]).sinceMs == 20_000)
  }
}
