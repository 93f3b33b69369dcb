import AgentConfig
import AgentCore
import Basics
import ControlAPI
import ControlModel
import Glibc
import LinuxSystem
import Synchronization
import TestSupport
import Testing

@testable import AgentCommands

/// `account move` on a site whose chains have an account each.
@Suite struct AccountMoveTests {
  private static func pins(_ alpha: String, _ delta: String) -> String {
    "[chain.alpha]\nuser = \"\(alpha)\"\n[chain.delta]\nuser = \"\(delta)\"\n"
  }
  private static let pins = pins("daemon", "games")
  private static let moved = pins("bin", "bin")
  private static let shared = "adnet.service"

  @Test func oneChainAfterTheOtherIsAppliedAndRestarted() throws {
    let site = try Site(Self.pins)
    #expect(try site.move() == .done)
    #expect(site.asked == ["apply", "restart alpha", "apply", "restart delta"])
    #expect(try site.pins() == Self.moved)
  }

  @Test func aChainThatIsNamedIsTheOnlyOne() throws {
    let site = try Site(Self.pins)
    #expect(try site.move("delta", "--json") == .done)
    #expect(site.asked == ["apply", "restart delta"])
    #expect(try site.pins() == Self.pins("daemon", "bin"))
  }

  @Test func aCheckChangesNothingAndEndsWith0WhereNothingIsLeft() throws {
    let site = try Site(Self.pins)
    #expect(try site.move("--check") == .refused)
    #expect(site.asked.isEmpty)
    #expect(try site.pins() == Self.pins)
    #expect(try site.move() == .done)
    #expect(try site.move("--check") == .done)
    #expect(try site.move() == .done)
    #expect(site.asked.count == 4)
  }

  /// As an interrupted one leaves it: the file says it, and the node is the old account's.
  @Test func whatIsLeftIsDoneByTheSameCommand() throws {
    let site = try Site(Self.moved, accounts: ["alpha": "bin", "delta": "games"])
    #expect(try site.move() == .done)
    #expect(site.asked == ["apply", "restart delta"])
  }

  @Test func whatOneProcessServesMovesAtOnce() throws {
    let site = try Site(
      Self.pins("daemon", "daemon"), unit: Self.shared,
      accounts: ["alpha": "daemon", "delta": "daemon"])
    #expect(try site.move("delta") == .done)
    #expect(site.asked == ["apply", "restart delta together"])
    #expect(try site.pins() == Self.moved)
  }

  @Test func aRestartThatFailsLeavesTheFileAsItWas() throws {
    let site = try Site(Self.pins, fails: "delta")
    #expect(try site.move() == .failed)
    #expect(site.asked == ["apply", "restart alpha", "apply", "restart delta", "apply"])
    #expect(try site.pins() == Self.pins("bin", "games"))
    let invalid = try Site(Self.pins, fails: "apply")
    #expect(try invalid.move() == .invalid)
    #expect(invalid.asked == ["apply", "apply"])
    #expect(try invalid.pins() == Self.pins)
  }

  /// A restart that ends well isn't enough: the node has to be the account's.
  @Test func whatTheNodeRunsAsIsProven() throws {
    let site = try Site(Self.pins, fails: "account")
    #expect(try site.move() == .failed)
    #expect(site.asked == ["apply", "restart alpha", "apply"])
    #expect(try site.pins() == Self.pins)
  }

  @Test func aStoppedChainIsOnlyApplied() throws {
    let site = try Site(Self.pins, stopped: "alpha")
    #expect(try site.move() == .done)
    #expect(site.asked == ["apply", "apply", "restart delta"])
  }

  @Test(arguments: [
    "gate", "other file", "unapplied", "no account", "key", "unknown chain", "form",
  ])
  func whatIsInTheWayIsFoundBeforeAnythingIsTouched(_ obstacle: String) throws {
    let site = try Site(Self.pins, fails: obstacle)
    var more: [String] = []
    var before = Self.pins
    switch obstacle {
    case "other file":
      _ = try site.folder.file("etc/adnet-agent/agent.toml.d/50-x.toml", Self.pins)
    case "no account": more = ["--to", "nobody-of-here"]
    case "key":
      let key = try site.folder.file("key")
      try Folder.setMode(key, 0o600)
      try site.generation("delta", "deltaos.service", "games", key: key)
    case "unknown chain": more = ["gamma"]
    case "form":
      before = "chain = { alpha = { user = \"daemon\" }, delta = { user = \"games\" } }\n"
      _ = try site.folder.file("etc/adnet-agent/agent.toml.d/00-accounts.toml", before)
    default: break
    }
    for check in [[], ["--check"]] {
      #expect(
        try site.move(more + check) == (obstacle == "unknown chain" ? .usage : .refused))
    }
    #expect(site.asked.isEmpty)
    #expect(try site.pins() == before)
  }
}

/// A host's files, and an agent that does what it is asked.
private final class Site: Sendable {
  let folder = TestFolder()
  private let log = Mutex<[String]>([])
  private let (unit, fails, stopped): (String?, String, String)
  private static let pinsPath = "etc/adnet-agent/agent.toml.d/00-accounts.toml"

  init(
    _ pins: String, unit: String? = nil,
    accounts: [String: String] = ["alpha": "daemon", "delta": "games"], fails: String = "",
    stopped: String = ""
  ) throws {
    (self.unit, self.fails, self.stopped) = (unit, fails, stopped)
    try folder.folder("etc/adnet-agent/agent.toml.d")
    try folder.file(Self.pinsPath, pins)
    for (chain, account) in accounts {
      try generation(chain, unit ?? "\(chain)os.service", account)
    }
  }

  var asked: [String] { log.withLock { $0 } }

  func pins() throws -> String? {
    try File.readIfPresent("\(folder.path)/\(Self.pinsPath)", limit: 1 << 16)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  func generation(_ chain: String, _ unit: String, _ account: String, key: String? = nil) throws {
    let release = "alphaos/1.0-0123456789ab"
    try folder.file("var/lib/adnet/releases/\(release)/alphaos")
    let path = "var/lib/adnet/chains/\(chain)"
    var start = NodeStart()
    start.user = account
    start.chains = [NodeStart.Chain(name: try #require(ChainName(chain)), ports: [])]
    if let key { start.arguments = ["--private-key-file", key] }
    try folder.file("\(path)/generations/1/unit", "\(unit)\n")
    try folder.file("\(path)/generations/1/start", start.text)
    let full = "\(folder.path)/\(path)"
    symlink("../../../../releases/\(release)", "\(full)/generations/1/release")
    symlink("generations/1", "\(full)/current")
  }

  func move(_ arguments: String...) throws -> ExitCode? { try move(arguments) }

  func move(_ arguments: [String]) throws -> ExitCode? {
    let paths = Paths(root: folder.path)
    try folder.folder("run/adnet-agent")
    let server = try ControlServer.start(
      Scripted(site: self), socket: paths.agentSocket, incoming: try folder.folder("incoming"),
      operators: nil)
    defer { server.stop() }
    // Accounts that every host has.
    let to = arguments.contains("--to") ? [] : ["--to", "bin"]
    return ExitCode(
      rawValue: CommandEntry.run(
        ["account", "move"] + arguments + to + ["--root", folder.path]))
  }

  fileprivate func answer(_ request: ControlRequest) -> ControlReply {
    switch request {
    case .applyConfiguration(dryRun: true):
      let setting = ConfigurationDocument.Setting(
        key: fails == "unapplied" ? "agent.watch" : "chain.delta.user", old: "", new: "",
        takesEffect: .now, command: nil)
      return .configuration(ConfigurationDocument(applied: false, changes: [], settings: [setting]))
    case .applyConfiguration(dryRun: false):
      log.withLock { $0.append("apply") }
      guard fails != "apply" || asked.count > 1 else {
        return .configurationProblems(
          ConfigurationProblems(problems: [ConfigurationProblem(file: "x", line: 1, text: "y")]))
      }
      return .configuration(ConfigurationDocument(applied: true, changes: []))
    case .order(.restart, let chain, let terms) where terms.dryRun:
      if chain.text == stopped { return .failure(refused("chain_stopped")) }
      if !terms.together, unit != nil { return .failure(refused("served_together")) }
      var plan = Sample.plan
      plan.gates = fails == "gate" ? plan.gates : []
      return .plan(plan)
    case .order(.restart, let chain, let terms):
      log.withLock { $0.append("restart \(chain)\(terms.together ? " together" : "")") }
      if fails == chain.text { return .operation(Sample.operation(.rolledBack)) }
      for name in fails == "account" ? [] : terms.together ? ["alpha", "delta"] : [chain.text] {
        // As the configuration says by now.
        try? generationOf(name)
      }
      return .operation(Sample.operation(.done))
    default: return .failure(Failure(FailureKind(rawValue: "x"), "cannot do it: not here"))
    }
  }

  private func generationOf(_ chain: String) throws {
    let path = "\(folder.path)/var/lib/adnet/chains/\(chain)/generations/1/start"
    var start = NodeStart()
    start.user = "bin"
    start.chains = [NodeStart.Chain(name: try #require(ChainName(chain)), ports: [])]
    try File.writeAtomically(Array(start.text.utf8), to: path)
  }

  private func refused(_ kind: String) -> Failure {
    Failure(FailureKind(rawValue: kind), "cannot restart: \(kind)", exit: .refused)
  }

  struct Scripted: ControlService {
    let site: Site

    func handle(
      _ request: ControlRequest, from caller: Caller,
      reply: @escaping @Sendable (ControlReply) -> Void
    ) { reply(site.answer(request)) }
  }
}
