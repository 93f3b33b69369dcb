import HostCore
import Testing

/// When a disk is full, by what it lost.
@Suite struct DiskTrendTests {
  private let hour = 3_600

  private func trend(hours: Int, perHour: Int, jitter: Int = 0) -> DiskTrend {
    var trend = DiskTrend()
    for index in 0...hours {
      let noise = index % 2 == 0 ? jitter : -jitter
      _ = trend.add(
        .init(unixSeconds: index * hour, freeBytes: 1_000_000_000 - index * perHour + noise))
    }
    return trend
  }

  @Test func aStraightLineIsGoneOn() throws {
    let days = try #require(trend(hours: 48, perHour: 1_000_000).daysLeft(freeBytes: 240_000_000))
    #expect(abs(days - 10) < 0.001)
  }

  @Test func noiseHardlyCounts() throws {
    let noisy = trend(hours: 100, perHour: 1_000_000, jitter: 2_000_000)
    let days = try #require(noisy.daysLeft(freeBytes: 240_000_000))
    #expect(abs(days - 10) < 0.3)
  }

  @Test func littleIsKnownSoon() {
    #expect(trend(hours: 5, perHour: 1_000_000).daysLeft(freeBytes: 1) == nil)
    #expect(trend(hours: 6, perHour: 1_000_000).daysLeft(freeBytes: 1) != nil)
  }

  @Test func aDiskThatGainsIsNeverFull() {
    #expect(trend(hours: 48, perHour: -1).daysLeft(freeBytes: 1) == nil)
    #expect(trend(hours: 48, perHour: 0).daysLeft(freeBytes: 1) == nil)
  }

  @Test func oneSampleAnHourIsKeptForTwoWeeks() {
    var trend = DiskTrend()
    for minute in 0..<(60 * 24 * 20) {
      _ = trend.add(.init(unixSeconds: minute * 60, freeBytes: 1))
    }
    #expect(trend.samples.count == 14 * 24 + 1)
  }

  @Test func aClockThatIsSetBackForgetsWhatNeverWas() {
    var trend = trend(hours: 48, perHour: 1)
    let kept = trend.add(.init(unixSeconds: 10 * hour, freeBytes: 5))
    #expect(kept)
    #expect(trend.samples.last?.unixSeconds == 10 * hour)
    #expect(trend.samples.count == 11)
  }
}
