import AgentCore
import Basics
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
    Case(testDescription: "kept for one", alpha: both, delta: nil, areTaken: false),
    Case(
      testDescription: "not the same for both", alpha: both,
      delta: KeptSettings(unit: TwoChains.shared, text: "--chain delta"), areTaken: false),
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
    let operations = try CommandPolicy.accept(
      all: orders, state: state, releases: [before, TwoChains.unified], dryRun: true
    ).get().map(\.operation)
    #expect(operations.map(\.target?.unit) == [TwoChains.shared, TwoChains.shared])
    #expect(operations.map(\.settingsOf) == (`case`.areTaken ? [3, 3] : [nil, nil]))
  }

  /// Found out before its node is stopped, not by its supervisor afterwards.
  @Test func oneProcessIsNotLedBackToTwoReleases() {
    var state = TwoChains.state(.unified)
    let versions = [TwoChains.alpha: "2.8.0", TwoChains.delta: "2.9.0"]
    let before = versions.mapValues {
      ReleaseID(program: "adnet", version: $0, digest: "0f3a9c1b2d4e")!
    }
    let command = Command(id: "op", chain: TwoChains.alpha, verb: .rollback)
    let orders = command.together(with: [TwoChains.delta]).map { command in
      state[command.chain].previous = before[command.chain].map {
        Generation(number: 3, unit: TwoChains.shared, release: $0)
      }
      return Order(
        command, seeing: TwoChains.seen(command.chain, .unified),
        settings: TwoChains.settings(command.chain))
    }
    let result = CommandPolicy.accept(all: orders, state: state, releases: Array(before.values))
    guard case .failure(let failure) = result else {
      Issue.record("it began")
      return
    }
    #expect(failure.kind.rawValue == "releases_differ")
    #expect(failure.exit == .refused)
  }

  // MARK: The way back

  /// Generation 4 is proven; 5 took up other settings, and neither it nor the way back came up.
  private static let owner = Generation(number: 5, unit: Sample.unit, release: Sample.old.release)

  private func back(_ verb: Command.Verb, kept: Set<Int>) throws -> Operation {
    var now = Sample.serving(Self.owner)
    now.run(Self.owner, .backoff, failures: 9)
    now.pending = PendingSettings(changes: ["command"])
    for number in kept {
      now.keptSettings[number] = KeptSettings(unit: Sample.unit, text: "\(number)")
    }
    if verb == .start { now.end() }
    let accepted = try CommandPolicy.accept(
      Command(id: "op", chain: Sample.chain, verb: verb), state: Sample.agent(), seeing: now,
      settings: Sample.settings, releases: Sample.releases, dryRun: true
    ).get()
    var chain = accepted.state[Sample.chain]
    let target = try #require(chain.operation?.target)
    chain.operation?.phase = .start
    chain.operation?.stopOrdered = true
    now.current = .generation(target)
    now.run(target, .backoff, failures: 2)
    let next = try #require(Sample.policy.step(chain, seeing: now).next.operation)
    #expect(next.direction == .back)
    return next
  }

  @Test(arguments: [Command.Verb.restart, .swap("2.0.0"), .start])
  func aWayBackLeadsToWhatRanWell(_ verb: Command.Verb) throws {
    #expect(try back(verb, kept: [4, 5]).settingsOf == 4)
  }

  /// Its sockets are open, and are the owner's; a start closes them first.
  @Test(arguments: [(Command.Verb.restart, 5), (.swap("2.0.0"), 5), (.start, 4)])
  func aWayBackTakesNoSettingsWithOtherSockets(_ verb: Command.Verb, _ number: Int) throws {
    #expect(try back(verb, kept: [5]).settingsOf == number)
  }
}
