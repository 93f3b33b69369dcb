import AgentCore
import Testing

/// With what a rollback starts, and where a way back leads: never to settings that can't serve there.
@Suite struct KeptSettingsTests {
  private struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let alpha: KeptSettings?
    let delta: KeptSettings?
    let areTaken: Bool
  }

  private static let both = KeptSettings(
    unit: TwoChains.shared, text: "--chain alpha --chain delta")

  private static let cases = [
    Case(testDescription: "kept for both", alpha: both, delta: both, areTaken: true),
    Case(
      testDescription: "of the units of before",
      alpha: KeptSettings(unit: "adnet@alpha.service", text: "--chain alpha"),
      delta: KeptSettings(unit: "adnet@delta.service", text: "--chain delta"), areTaken: false),
  ]

  @Test(arguments: cases)
  private func oneProcessIsStartedWithOneSetOfSettings(_ case: Case) throws {
    let before = ReleaseID(program: "adnet", version: "2.9.0", digest: "0f3a9c1b2d4e")!
    var state = TwoChains.state(.unified)
    let kept = [TwoChains.alpha: `case`.alpha, TwoChains.delta: `case`.delta]
    let command = Command(id: "op", chain: TwoChains.alpha, verb: .rollback)
    let orders = command.together(with: [TwoChains.delta]).map { command in
      var now = TwoChains.seen(command.chain, .unified)
      now.keptSettings[3] = kept[command.chain] ?? nil
      state[command.chain].previous = Generation(
        number: 3, unit: now.keptSettings[3]?.unit ?? TwoChains.shared, release: before)
      return Order(command, seeing: now, settings: TwoChains.settings(command.chain))
    }
    let operations = try AgentPolicy.accept(
      all: orders, state: state, releases: [before, TwoChains.unified], dryRun: true
    ).get().map(\.operation)
    #expect(operations.map(\.target?.unit) == [TwoChains.shared, TwoChains.shared])
    #expect(operations.map(\.settingsOf) == (`case`.areTaken ? [3, 3] : [nil, nil]))
  }
}
