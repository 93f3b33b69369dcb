import AgentConfig
import Basics
import Testing

@Suite struct NodeStartTests {
  private static let alpha = ChainName("alpha")!
  private static let release = ReleaseID("alphaos/4.0.1-0123456789ab")!

  private func start(_ change: (inout Configuration) -> Void = { _ in }) throws -> NodeStart {
    var configuration = Configuration()
    change(&configuration)
    return try #require(configuration.start("alphaos.service", release: Self.release))
  }

  @Test func isReadAsItWasWritten() throws {
    let start = try start {
      $0.chains[Self.alpha]?.environment = ["RUST_LOG=info", "EMPTY="]
      $0.chains[Self.alpha]?.limits.memoryHigh = "80%"
      $0.chains[Self.alpha]?.command.own += ["", "a b", "--"]
    }
    #expect(NodeStart(text: start.text) == start)
    #expect(start.text.hasPrefix("--chain\nalpha\n--port\nrest,0.0.0.0,3030,held,ready\n"))
  }

  @Test(arguments: ["", "--chain\nalpha", "--port\nrest,0.0.0.0,99999\n", "--chain\n"])
  func whatIsCutOffIsRefused(_ text: String) { #expect(NodeStart(text: text) == nil) }

  /// What versions before wrote is the same drop-in: nothing else tells how their nodes were started.
  @Test(arguments: ["alphaos.service", "adnet@alpha.service", "adnet.service"])
  func isReadFromADropIn(_ unit: String) throws {
    var configuration = Configuration()
    configuration.chains[Self.alpha]?.command.own += ["--note", "50 % of \"$HOME\" \\ here", ""]
    configuration.chains[Self.alpha]?.limits.memoryHigh = "75%"
    let dropIn = try #require(
      DropIns.render(configuration).first { $0.unit == unit })
    let start = try #require(configuration.start(unit, release: Self.release))
    #expect(NodeStart(dropIn: dropIn.text) == start)
  }

  /// One command line can't serve both sides of an upgrade that renames an option.
  @Test func eachVersionHasTheCommandThatItKnows() throws {
    var configuration = Configuration()
    configuration.chains[Self.alpha]?.command.own = ["start", "--storage", "{home}/ledger"]
    configuration.chains[Self.alpha]?.command.ownFrom = [
      VersionedArguments(
        version: "4.5", arguments: ["start", "--ledger-storage", "{home}/ledger"])
    ]
    func arguments(_ version: String) throws -> [String] {
      let release = try #require(ReleaseID("alphaos/\(version)-0123456789ab"))
      return try #require(configuration.start("alphaos.service", release: release)).arguments
    }
    #expect(try arguments("4.4.9")[1] == "--storage")
    #expect(try arguments("4.5")[1] == "--ledger-storage")
    #expect(try arguments("4.10.0")[1] == "--ledger-storage")
    #expect(try arguments("nightly")[1] == "--storage")
  }

  @Test func aChangedCommandNeedsNoStop() throws {
    let new = try start { $0.chains[Self.alpha]?.command.own += ["--new"] }
    #expect(
      try start().pending(new, of: Self.alpha)
        == PendingSettings(changes: ["command"], needStop: []))
    #expect(try start().pending(try start(), of: Self.alpha) == nil)
  }

  @Test func anotherHeldPortNeedsAStop() throws {
    let old = try start()
    let port = try start { $0.chains[Self.alpha]?.ports[0].port = 3040 }
    let pending = try #require(old.pending(port, of: Self.alpha))
    #expect(pending.needStop == ["port rest 0.0.0.0:3030 → 0.0.0.0:3040"])
    #expect(!old.isExchangeable(with: port, of: Self.alpha))
    let user = try start { $0.chains[Self.alpha]?.user = "adnet-alpha" }
    #expect(
      old.pending(user, of: Self.alpha)
        == PendingSettings(changes: ["user adnet-node → adnet-alpha"], needStop: []))
    let peers = try start { $0.chains[Self.alpha]?.ports[1].port = 4140 }
    #expect(old.pending(peers, of: Self.alpha)?.needStop == [])
  }

  /// A configuration that was applied while a node runs changes nothing that the node is started with.
  @Test func whatRunsStaysAsItIs() throws {
    var next = Configuration()
    next.chains[Self.alpha]?.command.own = ["start", "--wrong"]
    next.chains[Self.alpha]?.ports[0].port = 3040
    next.chains[Self.alpha]?.user = "adnet-alpha"
    next.chains[Self.alpha]?.park.limitMilliseconds = 5_000
    let running = RunningNodes([
      Self.alpha: RunningNodes.Node(
        unit: "alphaos.service", release: Self.release, start: try start())
    ])
    let before = Dictionary(
      uniqueKeysWithValues: DropIns.render(Configuration()).map { ($0.unit, $0.text) })
    let after = DropIns.render(next, running: running)
    let changed = after.filter { before[$0.unit] != $0.text }.map(\.unit)
    // Those of the units that don't run are for their next start.
    #expect(changed == ["adnet-relay@alpha.service", "adnet.service", "adnet@alpha.service"])
    let plain = DropIns.render(next).filter { before[$0.unit] != $0.text }.map(\.unit)
    #expect(plain.contains("alphaos.service") && plain.contains("adnet-alpha-rest.socket"))
  }

  /// What is looked at is no part of a start: the node that runs needs no other.
  @Test func theUseForUDPIsThatOfTheConfiguration() throws {
    var next = Configuration()
    next.chains[Self.alpha]?.ports[1].udp = .wanted
    #expect(next.chains[Self.alpha]?.ports[1].role == "p2p")
    let running = RunningNodes([
      Self.alpha: RunningNodes.Node(
        unit: "alphaos.service", release: Self.release, start: try start())
    ])
    let ports = next.overlaid(by: running).chains[Self.alpha]?.ports
    #expect(ports == next.chains[Self.alpha]?.ports)
    #expect(try start { $0.chains[Self.alpha]?.ports[1].udp = .wanted } == start())
  }

  /// As after an import of a node without metrics was undone: what runs, or ran last, has fewer ports
  /// than what is configured.
  @Test func noUnitIsToldAPlaceholder() throws {
    var configuration = Configuration()
    configuration.chains[Self.alpha]?.ledger.conversion = ["--from", "{metrics.endpoint}"]
    let imported = try start { $0.chains[Self.alpha]?.ports.removeAll { $0.role == "metrics" } }
    let running = RunningNodes([
      Self.alpha: RunningNodes.Node(
        unit: "alphaos.service", release: Self.release, start: imported)
    ])
    for dropIn in DropIns.render(configuration, running: running) {
      #expect(!dropIn.text.contains("{"), "\(dropIn.text)")
      if dropIn.unit.hasPrefix("adnet@alpha") || dropIn.unit == "adnet.service" {
        #expect(dropIn.text.contains("--metrics-ip 127.0.0.1:9090"), "\(dropIn.text)")
        #expect(dropIn.text.contains("--port metrics,127.0.0.1,9090"), "\(dropIn.text)")
      }
    }
  }

  @Test func anOptionWhosePortIsMissingIsLeftOutWithIt() throws {
    let start = try start {
      $0.chains[Self.alpha]?.ports.removeAll { $0.role == "metrics" }
      $0.chains[Self.alpha]?.environment = ["A={metrics.port}", "B={rest.port}"]
    }
    #expect(!start.arguments.contains { $0 == "--metrics-ip" || $0.contains("{") })
    #expect(start.arguments.contains("--rest") && start.arguments.first == "start")
    #expect(start.environment == ["B=3030"])
  }
}
