import AgentCore
import Basics
import Testing

@testable import AgentConfig

/// What `config apply` says of each key that changed.
@Suite struct ConfigurationChangeTests {
  private static let alpha = ChainName("alpha")!
  private static let release = ReleaseID("alphaos/4.4-0123456789ab")!
  private static let restart = ConfigurationChange.Effect.restart(alpha, together: false)
  private static let stop = ConfigurationChange.Effect.stopAndStart(alpha, together: false)

  private func configuration(_ text: String) throws -> Configuration {
    let (configuration, problems) = ConfigurationParser.parse(files: [("agent.toml", text)])
    #expect(problems.isEmpty)
    return try #require(configuration)
  }

  private func running(_ configuration: Configuration) throws -> RunningNodes {
    let start = try #require(configuration.start("alphaos.service", release: Self.release))
    return RunningNodes([
      Self.alpha: RunningNodes.Node(
        unit: "alphaos.service", release: Self.release, start: start)
    ])
  }

  struct Row: Sendable {
    let text: String
    let key: String
    let effect: ConfigurationChange.Effect

    init(_ text: String, _ key: String, _ effect: ConfigurationChange.Effect) {
      self.text = text
      self.key = key
      self.effect = effect
    }
  }

  @Test(arguments: [
    Row("[chain.alpha]\nuser = \"adnet-alpha\"", "chain.alpha.user", restart),
    Row("[chain.alpha.limits]\ntasks = 5000", "chain.alpha.limits.tasks", restart),
    Row("[chain.alpha.ports.rest]\nport = 3040", "chain.alpha.ports.rest.port", stop),
    Row("[chain.alpha.ports.p2p]\nport = 4140", "chain.alpha.ports.p2p.port", restart),
    Row(
      "[chain.alpha.command]\ncheck_ports = false\ncheck_flags = false",
      "chain.alpha.command.check_ports", .now),
    Row(
      "[chain.alpha.command]\n\"alphaos@4.3\" = [\"start\"]", "chain.alpha.command.alphaos@4.3",
      restart),
    // What runs is older.
    Row(
      "[chain.alpha.command]\n\"alphaos@4.5\" = [\"start\"]", "chain.alpha.command.alphaos@4.5",
      .whenUsed("alphaos.service")),
    Row(
      "[chain.alpha.command]\nadnet = [\"run\"]", "chain.alpha.command.adnet",
      .whenUsed("adnet@alpha.service")),
    Row(
      "[chain.alpha.command]\narguments = [\"--nobanner\"]", "chain.alpha.command.arguments",
      restart),
    Row("[agent]\nhealth_listen = \"127.0.0.1:9000\"", "agent.health_listen", .agentRestart),
    Row("[agent]\nwatch = \"30s\"", "agent.watch", .now),
    Row("[chain.alpha.ports.grpc]\nport = 5055", "chain.alpha.ports.grpc.port", restart),
  ])
  func eachKeySaysWhen(_ row: Row) throws {
    let (old, new) = (Configuration(), try configuration(row.text))
    let there = new.changes(from: old, running: try running(old))
    #expect(there.first { $0.key == row.key }?.effect == row.effect)
    // Taken out again, which is a change of the same key.
    let back = old.changes(from: new, running: try running(new))
    #expect(back.first { $0.key == row.key }?.effect == row.effect)
  }

  /// The commands only follow from it.
  @Test func addedArgumentsAreToldOnce() throws {
    let new = try configuration("[chain.alpha.command]\narguments = [\"--nobanner\"]")
    let changes = new.changes(from: Configuration(), running: try running(Configuration()))
    #expect(changes.map(\.key) == ["chain.alpha.command.arguments"])
    let other = try configuration(
      "[chain.alpha.command]\nalphaos = [\"start\"]\narguments = [\"--nobanner\"]")
    let before = try configuration("[chain.alpha.command]\nalphaos = [\"start\"]")
    #expect(
      other.changes(from: before, running: try running(before)).map(\.effect) == [
        .whenUsed("adnet@alpha.service")
      ])
  }

  @Test func whatIsTakenBackBeforeItTookEffectNeedsNothing() throws {
    for text in ["[chain.alpha.limits]\ntasks = 5000", "[chain.alpha.ports.rest]\nport = 3040"] {
      let (old, new) = (Configuration(), try configuration(text))
      let back = old.changes(from: new, running: try running(old))
      #expect(back.map(\.effect) == [.now])
    }
  }
}
