import FoundationEssentials
import Testing

/// `ADNET_HEALTH_SEED=n` replays one day; `ADNET_HEALTH_DAYS=n` sets how many.
@Suite struct QuietDayTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let seeds: [UInt64] = {
    if let seed = environment["ADNET_HEALTH_SEED"].flatMap(UInt64.init) { return [seed] }
    return Array(1...(environment["ADNET_HEALTH_DAYS"].flatMap(UInt64.init) ?? 8))
  }()

  @Test(arguments: seeds)
  func aDayWithoutAFaultHasNoAlarm(seed: UInt64) {
    var day = QuietDay(seed: seed)
    day.run(hours: 24)
    print("quiet day, seed \(seed): \(day.samples) answers, \(day.alarms.count) alarms")
    #expect(day.alarms == [], "replay with ADNET_HEALTH_SEED=\(seed)")
  }

  /// The same day can have an alarm: a chain that stops in its last minutes.
  @Test func aPlantedStallIsSeen() {
    var day = QuietDay(seed: 1)
    day.run(hours: 2, stallsAt: 6_600_000)
    #expect(day.alarms.last?.contains("networkStalled: ") == true)
    #expect(day.alarms.first?.hasPrefix("after 67") == true, "two minutes after it")
  }
}
