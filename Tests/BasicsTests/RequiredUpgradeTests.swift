import Basics
import Testing

@Suite struct RequiredUpgradeTests {
  private let upgrade = RequiredUpgrade(height: 2_000, version: 12)

  @Test(
    arguments: [
      (nil, nil, "before height 2000: it ends at height 1900"),
      (1_000, nil, "before height 2000: it ends at height 1900, 900 blocks away"),
      (1_000, 15_000, "before height 2000: it ends at height 1900, 900 blocks away (about 3 h)"),
      (1_899, 15_000, "before height 2000: it ends at height 1900, 1 block away (about a minute)"),
      (0, 600_000, "before height 2000: it ends at height 1900, 1900 blocks away (about 13 days)"),
      (1_950, 15_000, "before height 2000: it ends at height 1900, 0 blocks away (about a minute)"),
    ] as [(UInt64?, Int?, String)])
  func howFarItIsIsSaid(height: UInt64?, blockMs: Int?, words: String) {
    #expect(upgrade.seen(from: height, blockMs: blockMs).words == words)
  }

  @Test func numbersWithoutSenseDoNoHarm() {
    #expect(RequiredUpgrade(height: 5, version: nil).lastHeight == 0)
    let far = RequiredUpgrade(height: .max, version: nil).seen(from: 0, blockMs: .max)
    #expect(far.leftMs == nil && far.blocksLeft == .max - 100)
  }
}
