import Testing

@testable import AgentConfig

@Suite struct DropInTests {
  private func render(_ text: String) throws -> [String: String] {
    let (parsed, problems) = ConfigurationParser.parse(files: [("agent.toml", text)])
    let configuration = try #require(parsed, "\(problems)")
    let dropIns = DropIns.render(configuration)
    return Dictionary(uniqueKeysWithValues: dropIns.map { ($0.unit, $0.text) })
  }

  @Test func everyUnitOfEveryChainHasOne() {
    #expect(
      DropIns.render(Configuration()).map(\.path) == [
        "adnet-alpha-rest-drain.socket.d/50-adnet-agent.conf",
        "adnet-alpha-rest.socket.d/50-adnet-agent.conf",
        "adnet-delta-rest-drain.socket.d/50-adnet-agent.conf",
        "adnet-delta-rest.socket.d/50-adnet-agent.conf",
        "adnet-delta-ws-drain.socket.d/50-adnet-agent.conf",
        "adnet-delta-ws.socket.d/50-adnet-agent.conf",
        "adnet-drain@alpha.service.d/50-adnet-agent.conf",
        "adnet-drain@delta.service.d/50-adnet-agent.conf",
        "adnet-hook@.service.d/50-adnet-agent.conf",
        "adnet-ledger-alpha@.service.d/50-adnet-agent.conf",
        "adnet-ledger-delta@.service.d/50-adnet-agent.conf",
        "adnet-relay@alpha.service.d/50-adnet-agent.conf",
        "adnet-relay@delta.service.d/50-adnet-agent.conf",
        "adnet.service.d/50-adnet-agent.conf",
        "adnet@alpha.service.d/50-adnet-agent.conf",
        "adnet@delta.service.d/50-adnet-agent.conf",
        "alphaos.service.d/50-adnet-agent.conf",
        "deltaos.service.d/50-adnet-agent.conf",
      ])
  }

  @Test func theHookIsGivenItsInstanceAndItsTime() throws {
    #expect(
      try render("")["adnet-hook@.service"]?.contains("\nExecStart=/bin/true %i\n") == true)
    let hook = try #require(
      try render(
        """
        [migration]
        hook = "/usr/local/bin/tell-us"
        hook_timeout = "5s"
        """)["adnet-hook@.service"])
    #expect(
      hook.hasSuffix("ExecStart=\nExecStart=/usr/local/bin/tell-us %i\nTimeoutStartSec=5\n"))
  }

  @Test func aNodesDropInSaysEverythingThatIsConfigured() throws {
    let text = """
      [chain.alpha]
      program = "snarkos"
      user = "devops"
      [chain.alpha.command]
      alphaos = ["start", "--rest", "{rest.endpoint}", "--key", "{home}/k", "100%", "$HOME", "", "a \\"b\\" \\\\"]
      adnet = []
      [chain.alpha.ports.rest]
      address = "::1"
      port = 8080
      [chain.alpha.ports.p2p]
      enabled = false
      [chain.alpha.ports.bft]
      ready = false
      [chain.alpha.limits]
      open_files = 2000
      tasks = 100
      memory_high = "80%"
      [chain.alpha.timeouts]
      stop = "5m"
      start_grace = "10s"
      [chain.alpha.restart]
      backoff_first = "1s"
      backoff_cap = "60s"
      stable = "1h"
      """
    let dropIns = try render(text)
    #expect(
      dropIns["alphaos.service"]?.split(separator: "\n").dropFirst(2).joined(separator: "\n")
        == #"""
        [Service]
        User=devops
        Sockets=adnet-alpha-rest.socket
        ExecStart=
        ExecStart=/usr/libexec/adnet-agent/adnet-supervisor run --unit alphaos.service --chain alpha --program snarkos \
          --port rest,::1,8080,held,ready \
          --port bft,0.0.0.0,5000 \
          --port metrics,127.0.0.1,9090 \
          --stop-grace 300 --start-grace 10 --backoff-first 1000 --backoff-cap 60 --stable 3600 \
          -- start \
          --rest [::1]:8080 \
          --key /var/lib/adnet/nodes/alpha/k "100%%" "$$HOME" "" "a \"b\" \\"
        ExecStop=
        ExecStop=/usr/libexec/adnet-agent/adnet-supervisor stop --unit alphaos.service --chain alpha --program snarkos --stop-grace 300
        TimeoutStopSec=330
        LimitNOFILE=2000
        TasksMax=100
        OOMScoreAdjust=-500
        MemoryHigh=80%%
        """#)
  }

  @Test func theUnifiedUnitRunsItsOwnProgramWithItsOwnArguments() throws {
    let text = try render("")["adnet@delta.service"]
    #expect(text?.contains("--unit adnet@delta.service --chain delta --program adnet ") == true)
    #expect(text?.contains("-- run \\\n  --mode delta-only \\\n") == true)
  }

  @Test func theUnitOfAllChainsGetsWhatAllOfThemNeed() throws {
    let text = """
      [unified]
      command = ["run", "--home", "{alpha.home}", "--also", "{delta.home}/{program}", "--rest", "{delta.rest.endpoint}"]
      [chain.alpha]
      user = "devops"
      [chain.alpha.ports.rest]
      held = false
      [chain.alpha.ports.p2p]
      enabled = false
      [chain.alpha.command]
      alphaos = []
      adnet = []
      [chain.alpha.limits]
      open_files = 2000
      tasks = 100
      memory_high = "30%"
      [chain.alpha.timeouts]
      stop = "5m"
      [chain.alpha.restart]
      stable = "1h"
      [chain.delta]
      user = "devops"
      [chain.delta.limits]
      open_files = 3000
      tasks = 200
      memory_high = "40%"
      [chain.delta.timeouts]
      start_grace = "1h"
      [chain.delta.restart]
      backoff_first = "1s"
      """
    let dropIns = try render(text)
    #expect(
      dropIns["adnet.service"]?.split(separator: "\n").dropFirst(2).joined(separator: "\n")
        == #"""
        [Service]
        User=devops
        Sockets=adnet-delta-rest.socket adnet-delta-ws.socket
        ExecStart=
        ExecStart=/usr/libexec/adnet-agent/adnet-supervisor run --unit adnet.service --program adnet \
          --chain alpha \
          --port rest,0.0.0.0,3030,ready \
          --port bft,0.0.0.0,5000,ready \
          --port metrics,127.0.0.1,9090 \
          --chain delta \
          --port rest,0.0.0.0,3031,held,ready \
          --port ws,0.0.0.0,3032,held \
          --port p2p,0.0.0.0,4131,ready \
          --port bft,0.0.0.0,5001,ready \
          --port metrics,127.0.0.1,9091 \
          --stop-grace 300 --start-grace 3600 --backoff-first 1000 --backoff-cap 300 --stable 3600 \
          -- run \
          --home /var/lib/adnet/nodes/alpha \
          --also /var/lib/adnet/nodes/delta/adnet \
          --rest 0.0.0.0:3031
        ExecStop=
        ExecStop=/usr/libexec/adnet-agent/adnet-supervisor stop --unit adnet.service --program adnet --chain alpha --chain delta --stop-grace 300
        TimeoutStopSec=330
        LimitNOFILE=3000
        TasksMax=300
        OOMScoreAdjust=-500
        MemoryHigh=70%%
        """#)
  }

  @Test(arguments: [
    ("24G", "512M", "25088M"), ("80%", "30%", "100%%"), ("24G", "", nil), ("24G", "30%", nil),
    ("1024", "1K", "2K"), ("9000000000000000000", "9000000000000000000", "2048T"),
  ])
  func limitsOfMemoryAddUp(_ alpha: String, _ delta: String, _ sum: String?) throws {
    let dropIns = try render(
      "[chain.alpha.limits]\nmemory_high = \"\(alpha)\"\n[chain.delta.limits]\nmemory_high = \"\(delta)\""
    )
    let line = dropIns["adnet.service"]?.split(separator: "\n").first {
      $0.hasPrefix("MemoryHigh=")
    }
    #expect(line.map(String.init) == sum.map { "MemoryHigh=\($0)" })
  }

  @Test func theDefaultOfAllChainsFollowsTheirPorts() throws {
    func command(_ text: String) throws -> [String] {
      let (parsed, problems) = ConfigurationParser.parse(files: [("agent.toml", text)])
      return try #require(parsed, "\(problems)").unified.command
    }
    let whole = try command("")
    #expect(whole.contains("{delta.ws.endpoint}") && whole.contains("--metrics"))
    let off =
      "[chain.delta.ports.ws]\nenabled = false\n[chain.alpha.ports.metrics]\nenabled = false"
    let commands = ["alpha", "delta"].map { "\n[chain.\($0).command]\n\($0)os = []\nadnet = []" }
    #expect(
      try command(off + commands.joined())
        == whole.filter {
          ![
            "--delta-ws", "{delta.ws.endpoint}", "--metrics", "--metrics-ip",
            "{alpha.metrics.endpoint}",
          ].contains($0)
        })
  }

  @Test func theUnitOfAllChainsIsOneOfEachButStandsOnceAmongAll() {
    let configuration = Configuration()
    for chain in configuration.orderedChains {
      #expect(chain.units.owners.last == "adnet.service")
      #expect(chain.program(of: "adnet.service") == "adnet")
    }
    #expect(
      configuration.nodeUnits == [
        "alphaos.service", "adnet@alpha.service", "adnet.service", "deltaos.service",
        "adnet@delta.service",
      ])
  }

  @Test func aPortThatIsNotHeldIsInNoServiceButItsSocketKeepsAnAddress() throws {
    let dropIns = try render("[chain.alpha.ports.rest]\nheld = false\nport = 4444")
    #expect(dropIns["alphaos.service"]?.contains("Sockets=") == false)
    #expect(dropIns["adnet-relay@alpha.service"]?.contains("Sockets=") == false)
    #expect(dropIns["adnet-alpha-rest.socket"]?.contains("ListenStream=0.0.0.0:4444\n") == true)
  }

  @Test func theRelayInheritsAndFollowsTheDrainSockets() throws {
    let dropIns = try render(
      "[chain.delta.park]\nlimit = \"7s\"\n[chain.delta.drain]\nlinger = \"9s\"\ngrace = \"4s\"")
    #expect(
      dropIns["adnet-drain@delta.service"]?.hasSuffix(
        "User=adnet-node\nExecStart=\nExecStart=/usr/bin/adnet-agent adopt --chain delta --grace 4\n"
      )
        == true)
    #expect(
      dropIns["adnet-relay@delta.service"]?.split(separator: "\n").dropFirst(2).joined(
        separator: "\n")
          == """
          [Unit]
          After=adnet-delta-rest-drain.socket adnet-delta-ws-drain.socket
          [Service]
          Sockets=adnet-delta-rest-drain.socket adnet-delta-ws-drain.socket adnet-delta-rest.socket adnet-delta-ws.socket
          ExecStart=
          ExecStart=/usr/bin/adnet-agent relay --chain delta --park-limit 7 --linger 9 --shared-port 3031
          TimeoutStopSec=19
          """)
  }

  @Test func socketsListenWhereTheNodeWould() throws {
    let dropIns = try render("[chain.alpha.ports.rest]\naddress = \"2001:DB8::1\"")
    for unit in ["adnet-alpha-rest.socket", "adnet-alpha-rest-drain.socket"] {
      #expect(dropIns[unit]?.contains("ListenStream=\nListenStream=[2001:db8::1]:3030\n") == true)
    }
  }

  @Test(arguments: [
    ("plain-1.2/3:4,5=@+[]", "plain-1.2/3:4,5=@+[]"), ("", "\"\""), ("a b", "\"a b\""),
    ("%i", "\"%%i\""), ("${HOME}", "\"$${HOME}\""), (";", "\";\""), ("\\", "\"\\\\\""),
    ("'", "\"'\""), ("\"", "\"\\\"\""), ("ü", "\"ü\""), ("#", "\"#\""), ("a\nb", "\"a\\x0ab\""),
  ])
  func anArgumentSurvivesSystemd(_ argument: String, _ text: String) {
    #expect(SystemdText.argument(argument) == text)
  }
}
