import AgentSimulation
import Testing

/// As WeatherTests, of migrations: `ADNET_SIM_SEED=n` replays one seed, `ADNET_SIM_RUNS=n` sets how
/// many.
@Suite struct MigrationWeatherTests {
  /// Found by chance once: a way back stopped a process that boot had started, with clients on it.
  private static let found: [Range<UInt64>] = [136_000_009..<136_000_010]

  @Test(arguments: found + Sampling.seeds(of: 200, otherwise: 40))
  func survivesAnyWeather(_ seeds: Range<UInt64>) {
    for seed in seeds {
      let weather = MigrationWeather(seed: seed)
      let run = MigrationSimulation(
        weather.scenario, pace: weather.pace, faults: weather.faults
      ).run()
      let flaw = MigrationVerdict.flaw(
        run, isReleaseGood: weather.isReleaseGood, mayBeLate: true)
      if let flaw { Issue.record("replay with ADNET_SIM_SEED=\(seed): \(flaw)") }
      guard Sampling.only != nil else { continue }
      let story = MigrationSimulation(
        weather.scenario, pace: weather.pace, faults: weather.faults, wantsTranscript: true)
      print("seed \(seed)\n\(story.run().story)")
    }
  }
}
