import AgentCore
import AgentSimulation
import FoundationEssentials
import Testing

/// `ADNET_SIM_SEED=n` replays one seed and tells its story; `ADNET_SIM_RUNS=n` sets how many.
@Suite struct WeatherTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let seeds: [Range<UInt64>] = {
    if let seed = environment["ADNET_SIM_SEED"].flatMap(UInt64.init) { return [seed..<seed + 1] }
    let runs = environment["ADNET_SIM_RUNS"].flatMap(UInt64.init) ?? 2_000
    return stride(from: 0, to: runs, by: 250).map { $0..<min($0 + 250, runs) }
  }()
  private static let tellsAll = environment["ADNET_SIM_SEED"] != nil

  @Test(arguments: seeds)
  func survivesAnyWeather(_ seeds: Range<UInt64>) {
    for seed in seeds {
      let weather = Weather(seed: seed)
      let run = Simulation(weather.scenario, pace: weather.pace, faults: weather.faults).run()
      let isGood = Verdict.isGood(run, weather)
      if !isGood { Issue.record("replay with ADNET_SIM_SEED=\(seed)") }
      guard !isGood || Self.tellsAll else { continue }
      let story = Simulation(
        weather.scenario, pace: weather.pace, faults: weather.faults, wantsTranscript: true)
      print("seed \(seed)\n\(story.run().story)")
      return
    }
  }
}
