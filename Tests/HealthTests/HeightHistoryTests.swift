import Testing

@testable import Health

@Suite struct HeightHistoryTests {
  private func history(_ heights: [UInt64], every ms: Int = 5_000) -> HeightHistory {
    var history = HeightHistory()
    for (index, height) in heights.enumerated() { history.note(height, atMs: index * ms) }
    return history
  }

  @Test func onlyANewHighestIsAnAdvance() {
    #expect(history([7, 8, 8, 8]).stillMs(at: 15_000) == 10_000)
    #expect(history([7, 8, 7, 8, 7, 8]).stillMs(at: 25_000) == 20_000)
  }

  @Test func aFallIsRemembered() {
    #expect(history([7, 8, 3]).fell == .init(from: 8, to: 3, atMs: 10_000))
  }

  @Test func theTimeOfABlockIsLearnt() {
    #expect(history([1, 2, 3, 4]).blockMs == 5_000)
    #expect(history([1, 1, 1, 2, 2, 2, 3], every: 5_000).blockMs == 15_000)
  }

  @Test func aLeapOfANodeThatCatchesUpDoesNotMakeBlocksLong() {
    let blockMs = history([1, 5_000, 9_999]).blockMs ?? .max
    #expect(blockMs <= 5)
  }

  @Test func aStallThatIsOverDoesNotMakeBlocksLong() {
    var history = history([1, 2, 3, 4, 5, 6])
    history.note(7, atMs: 900_000)
    history.note(8, atMs: 905_000)
    #expect(history.blockMs == 5_000)
  }

  @Test func aNewProcessMayBeginLower() {
    var history = history([7, 8, 9])
    history.restart()
    history.note(5, atMs: 20_000)
    #expect(history.fell == nil)
    #expect(history.stillMs(at: 21_000) == 1_000)
  }

  @Test func hashesAreComparedAtTheHighestCommonHeight() {
    var (own, peer) = (HeightHistory(), HeightHistory())
    for height in 1...9 as ClosedRange<UInt64> { own.note(hash: "ab\(height)", at: height) }
    peer.note(hash: "ab3", at: 3)
    #expect(own.compare(peer)?.isSame == true)
    peer.note(hash: "other", at: 7)
    #expect(own.compare(peer)?.height == 7)
    #expect(own.compare(peer)?.isSame == false)
    #expect(own.compare(HeightHistory()) == nil)
  }
}

@Suite struct OverlappingAnswersTests {
  private func last(_ samples: (height: UInt64, atMs: Int, latencyMs: Int)...) -> HeightHistory {
    var health = ChainHealth(HealthSettings())
    for sample in samples {
      health.note(
        .height, of: "rest",
        ProbeSample(.passed(.height(sample.height)), atMs: sample.atMs, latencyMs: sample.latencyMs)
      )
    }
    return health.heights
  }

  @Test func anAnswerThatWasAskedForBeforeTheLastCameProvesNoFall() {
    let overlapping = last((13, 10_000, 50), (11, 10_500, 2_000))
    #expect(overlapping.fell == nil)
    #expect(overlapping.last == 13)
    let later = last((13, 10_000, 50), (11, 10_500, 400))
    #expect(later.fell != nil)
    let higher = last((13, 10_000, 50), (14, 10_500, 2_000))
    #expect(higher.last == 14)
  }
}
