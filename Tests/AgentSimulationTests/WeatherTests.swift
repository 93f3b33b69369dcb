import AgentSimulation
import Testing

/// `ADNET_SIM_SEED=n` replays one seed and tells its story; `ADNET_SIM_RUNS=n` sets how many.
@Suite struct WeatherTests {
  /// What was found by chance once.
  private static let found: [Range<UInt64>] = [993_516_000_236..<993_516_000_237]

  @Test(arguments: found + Sampling.seeds(of: 2_000, otherwise: 400))
  func survivesAnyWeather(_ seeds: Range<UInt64>) {
    for seed in seeds {
      let weather = Weather(seed: seed)
      let run = Simulation(weather.scenario, pace: weather.pace, faults: weather.faults).run()
      let isGood = Verdict.isGood(run, weather)
      if !isGood { Issue.record("replay with ADNET_SIM_SEED=\(seed)") }
      guard !isGood || Sampling.only != nil else { continue }
      let story = Simulation(
        weather.scenario, pace: weather.pace, faults: weather.faults, wantsTranscript: true)
      print("seed \(seed)\n\(story.run().story)")
      return
    }
  }
}
