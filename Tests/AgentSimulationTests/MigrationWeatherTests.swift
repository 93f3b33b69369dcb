import AgentCore
import AgentSimulation
import FoundationEssentials
import Testing

/// As WeatherTests, of migrations: `ADNET_SIM_SEED=n` replays one seed, `ADNET_SIM_RUNS=n` sets how
/// many.
@Suite struct MigrationWeatherTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let seeds: [Range<UInt64>] = {
    if let seed = environment["ADNET_SIM_SEED"].flatMap(UInt64.init) { return [seed..<seed + 1] }
    let runs = environment["ADNET_SIM_RUNS"].flatMap(UInt64.init) ?? 200
    return stride(from: 0, to: runs, by: 50).map { $0..<min($0 + 50, runs) }
  }()
  private static let tellsAll = environment["ADNET_SIM_SEED"] != nil

  @Test(arguments: seeds)
  func survivesAnyWeather(_ seeds: Range<UInt64>) {
    for seed in seeds {
      let weather = MigrationWeather(seed: seed)
      let run = MigrationSimulation(
        weather.scenario, pace: weather.pace, faults: weather.faults
      ).run()
      let flaw = MigrationVerdict.flaw(
        run, isReleaseGood: weather.isReleaseGood, mayBeLate: true)
      if let flaw { Issue.record("replay with ADNET_SIM_SEED=\(seed): \(flaw)") }
      guard Self.tellsAll else { continue }
      let story = MigrationSimulation(
        weather.scenario, pace: weather.pace, faults: weather.faults, wantsTranscript: true)
      print("seed \(seed)\n\(story.run().story)")
    }
  }
}
