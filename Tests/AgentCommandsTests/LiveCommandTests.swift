import AgentCore
import Basics
import ControlAPI
import ControlModel
import LinuxSystem
import Synchronization
import TestSupport
import Testing

@testable import AgentCommands

/// The command line against a real server with a scripted daemon behind it.
@Suite struct LiveCommandTests {
  @Test func aSwapIsFollowedToItsEnd() throws {
    try #expect(run(["swap", "alpha", "1.4.0"], ends: .done) == .done)
    try #expect(run(["swap", "alpha", "1.4.0"], ends: .rolledBack) == .failed)
    try #expect(run(["swap", "alpha", "1.4.0", "--json"], ends: .failed) == .failed)
  }

  @Test(arguments: [OperationOutcome.done, .rolledBack])
  func whatIsDoneTogetherIsJudgedByAllOfItsChains(_ companion: OperationOutcome) throws {
    let asked = Mutex(0)
    let answer = { @Sendable (request: ControlRequest) -> ControlReply in
      let id = if case .operation(let id) = request { id } else { "g1-alpha" }
      let isAlpha = id == "g1-alpha"
      let count = asked.withLock { count in
        if id == "g1-delta" { count += 1 }
        return count
      }
      // The one that was named is over before the other.
      var document = Sample.operation(isAlpha ? .done : count < 3 ? .running : companion)
      document.id = id
      document.seq += count
      document.chain = isAlpha ? Sample.alpha : Sample.delta
      document.together = [isAlpha ? Sample.delta : Sample.alpha]
      return .operation(document)
    }
    let expected: ExitCode = companion == .done ? .done : .failed
    #expect(try run(["restart", "alpha", "--together"], answer) == expected)
    #expect(asked.withLock { $0 } == 3)
  }

  @Test func noWaitAndDryRunReturnAtOnce() throws {
    try #expect(run(["restart", "alpha", "--no-wait"], ends: .running) == .done)
    // Its plan has a gate in the way.
    try #expect(run(["stop", "alpha", "--dry-run"], ends: .running) == .refused)
    try #expect(run(["plan", "swap", "alpha", "1.4.0"], ends: .running) == .refused)
    try #expect(run(["plan", "swap", "alpha"], ends: .running) == .usage)
    try #expect(run(["plan", "stop", "alpha", "1.4.0"], ends: .running) == .usage)
  }

  @Test func whatIsSoAlreadyEndsWith0() throws {
    let so = { @Sendable (_: ControlRequest) in
      ControlReply.failure(.nothingToDo(.alreadyStopped, "alpha is already stopped"))
    }
    for more in [[], ["--json"], ["--dry-run"], ["--check"], ["--no-wait"]] {
      try #expect(run(["stop", "alpha"] + more, so) == .done)
    }
    try #expect(run(["migrate", "pause", "--check"], so) == .done)
    try #expect(run(["migrate", "finish"], so) == .done)
    try #expect(run(["plan", "stop", "alpha"], so) == .done)
  }

  @Test func aCheckEndsWith3WhenAnythingWouldBeDone() throws {
    let free = { @Sendable (request: ControlRequest) -> ControlReply in
      var (plan, migration) = (Sample.plan, Sample.migrationPlan)
      plan.gates = []
      migration.gates = [:]
      return switch request {
      case .order(_, _, let terms) where terms.dryRun: .plan(plan)
      case .migrate(_, let terms) where terms.dryRun: .migrationPlan(migration)
      default: .failure(Failure(FailureKind(rawValue: "x"), "cannot do it: it is no dry run"))
      }
    }
    try #expect(run(["stop", "alpha", "--dry-run"], free) == .done)
    try #expect(run(["stop", "alpha", "--check"], free) == .refused)
    try #expect(run(["migrate", "resume", "--dry-run"], free) == .done)
    try #expect(run(["migrate", "resume", "--check"], free) == .refused)
    try #expect(run(["migrate", "pause", "--check"], free) == .refused)
  }

  @Test func aCheckOfAHostsDrainEndsWith3WhenAChainWouldBeDrained() throws {
    let host = { @Sendable (isSo: Bool, request: ControlRequest) -> ControlReply in
      var plan = Sample.plan
      plan.gates = []
      return switch request {
      case .status: .status(Sample.status([Sample.alphaChain]))
      case .order(_, _, let terms) where terms.dryRun:
        isSo ? .failure(.nothingToDo(.alreadyDrained, "alpha is drained already")) : .plan(plan)
      default: .failure(Failure(FailureKind(rawValue: "x"), "cannot do it: it is no dry run"))
      }
    }
    try #expect(run(["host", "drain", "--check"]) { host(false, $0) } == .refused)
    try #expect(run(["host", "drain", "--check"]) { host(true, $0) } == .done)
    try #expect(run(["host", "drain"]) { host(true, $0) } == .done)
    let none = { @Sendable (_: ControlRequest) in ControlReply.status(Sample.status([])) }
    try #expect(run(["host", "drain", "--check"], none) == .done)
  }

  @Test(arguments: [true, false])
  func aDryRunOfTheConfigurationTellsWhetherAnythingWouldChange(_ changes: Bool) throws {
    let found = changes ? [ConfigurationDocument.Change(path: "/x", diff: "+y")] : []
    let answer = { @Sendable (request: ControlRequest) in
      ControlReply.configuration(
        ConfigurationDocument(
          applied: request == .applyConfiguration(dryRun: false), changes: found))
    }
    for option in ["--dry-run", "--check"] {
      try #expect(run(["config", "apply", option], answer) == (changes ? .refused : .done))
    }
    try #expect(run(["config", "apply"], answer) == .done)
  }

  @Test(arguments: [true, false])
  func aReleaseThatIsThereAlreadyIsNoError(_ isNew: Bool) throws {
    let folder = TestFolder()
    let file = try folder.file("node", "x")
    let code = try run(["release", "add", file, "--name", "alphaos", "--version", "1"]) { _ in
      .releases(ReleaseListDocument(releases: [], changed: isNew, warnings: ["look at it"]))
    }
    #expect(code == .done)
  }

  @Test func whyAndWaitEndWithTheirAnswer() throws {
    try #expect(run(["why", "alpha"], ends: .done) == .done)
    try #expect(run(["why", "alpha", "--json"], ends: .failed) == .refused)
    try #expect(run(["wait", "alpha"], ends: .done) == .done)
    try #expect(run(["wait", "alpha", "--timeout", "50ms"], ends: .failed) == .refused)
    try #expect(run(["wait", "alpha", "--timeout", "soon"], ends: .done) == .usage)
    try #expect(run(["wait", "alpha", "--until", "healthy"], ends: .done) == .done)
    try #expect(run(["committee", "alpha"], ends: .done) == .done)
    try #expect(run(["committee", "delta"], ends: .done) == .refused)
  }

  @Test func aMigrationIsFollowedToItsEnd() throws {
    let start = ["migrate", "start", "--to", "unified", "--release", "3.0.0"]
    try #expect(run(start, ends: .done) == .done)
    try #expect(run(start + ["--json"], ends: .failed) == .failed)
    try #expect(run(start + ["--no-wait"], ends: .failed) == .done)
    try #expect(run(start + ["--if-fails", "back", "--dry-run"], ends: .done) == .refused)
    try #expect(run(["migrate", "plan", "--to", "split"], ends: .done) == .refused)
    try #expect(run(["migrate", "start", "--to", "both"], ends: .done) == .usage)
    try #expect(run(["migrate", "start"], ends: .done) == .usage)
    try #expect(run(["migrate", "status"], ends: .done) == .done)
    try #expect(run(["migrate", "status", "--follow"], ends: .failed) == .refused)
    try #expect(run(["migrate", "pause"], ends: .done) == .done)
    // It ended otherwise than was wanted.
    try #expect(run(["migrate", "rollback"], ends: .done) == .failed)
    try #expect(
      run(["migrate", "status"]) { _ in
        .failure(Failure(.noMigration, "there is none"))
      }
        == .refused)
  }

  @Test(arguments: [ExitCode.busy, .refused, .notPermitted, .failed])
  func aRefusalEndsWithItsOwnCode(_ code: ExitCode) throws {
    try #expect(
      run(["rollback", "alpha"]) { _ in
        .failure(Failure(FailureKind(rawValue: "x"), "cannot x: y", exit: code))
      } == code)
  }

  @Test func anInvalidConfigurationEndsWith78() throws {
    let problem = ConfigurationProblem(file: "agent.toml", line: 3, text: "unknown key x")
    try #expect(
      run(["config", "apply"]) { _ in
        .configurationProblems(ConfigurationProblems(problems: [problem]))
      } == .invalid)
  }

  @Test func whatIsReadIsShown() throws {
    for arguments in [
      ["status"], ["status", "--json"], ["health", "alpha", "--json", "--refresh"],
      ["operation", "list"], ["release", "list"],
    ] {
      try #expect(run(arguments, ends: .done) == .done)
    }
  }

  @Test func healthEndsWith3WhenAnyChainIsNotWell() throws {
    try #expect(run(["health"], ends: .done) == .refused)
    try #expect(run(["health", "delta"], ends: .done) == .refused)
    try #expect(run(["health", "alpha"], ends: .done) == .done)
    try #expect(run(["health", "gamma"], ends: .done) == .usage)
  }

  private func run(_ arguments: [String], ends outcome: OperationOutcome) throws -> ExitCode? {
    let asked = Mutex(0)
    return try run(arguments) { request in
      switch request {
      case .status: .status(Sample.status([Sample.alphaChain]))
      case .version: .version(VersionDocument(version: "9.9.9"))
      case .releases: .releases(ReleaseListDocument(releases: []))
      case .operations: .operations(OperationListDocument(operations: [Sample.operation(.done)]))
      case .order(_, _, let terms) where terms.dryRun: .plan(Sample.plan)
      case .migration: .migration(Sample.migration(outcome == .done ? .done : .asks))
      case .migrate(_, let terms) where terms.dryRun: .migrationPlan(Sample.migrationPlan)
      case .migrate: .migration(Sample.migration(.running))
      case .why(let chain): .why(Sample.why(chain, isSafe: outcome == .done))
      case .committee(let chain): .committee(Sample.committee(chain))
      case .order: .operation(Sample.operation(.running))
      case .operation:
        // Running at first, with a new number each time.
        asked.withLock { count in
          count += 1
          var document = Sample.operation(count < 3 ? .running : outcome)
          document.seq += count
          return .operation(document)
        }
      case .health: .health(Sample.health)
      case .addRelease, .removeRelease, .applyConfiguration, .host, .applyHost, .alive, .readiness:
        .failure(Failure(FailureKind(rawValue: "x"), "not here"))
      }
    }
  }

  private func run(
    _ arguments: [String], _ script: @escaping @Sendable (ControlRequest) -> ControlReply
  ) throws -> ExitCode? {
    let folder = TestFolder()
    let paths = Paths(root: folder.path)
    try folder.folder("run/adnet-agent")
    let server = try ControlServer.start(
      Scripted(script: script), socket: paths.agentSocket, incoming: try folder.folder("incoming"),
      operators: nil)
    defer { server.stop() }
    return ExitCode(rawValue: CommandEntry.run(arguments + ["--root", folder.path]))
  }
}

private struct Scripted: ControlService {
  let script: @Sendable (ControlRequest) -> ControlReply

  func handle(
    _ request: ControlRequest, from caller: Caller,
    reply: @escaping @Sendable (ControlReply) -> Void
  ) { reply(script(request)) }
}
