import AgentCore
import Testing

@testable import AgentConfig

@Suite struct UnitOverrideTests {
  private func render(_ text: String) throws -> [String: String] {
    let (parsed, problems) = ConfigurationParser.parse(files: [("agent.toml", text)])
    let configuration = try #require(parsed, "\(problems)")
    let overrides = UnitOverrides.render(configuration)
    return Dictionary(uniqueKeysWithValues: overrides.map { ($0.unit, $0.text) })
  }

  @Test func everyUnitOfEveryChainHasOne() {
    #expect(
      UnitOverrides.render(Configuration()).map(\.path) == [
        "adnet-alpha-rest-drain.socket.d/50-adnet-agent.conf",
        "adnet-alpha-rest.socket.d/50-adnet-agent.conf",
        "adnet-delta-rest-drain.socket.d/50-adnet-agent.conf",
        "adnet-delta-rest.socket.d/50-adnet-agent.conf",
        "adnet-delta-ws-drain.socket.d/50-adnet-agent.conf",
        "adnet-delta-ws.socket.d/50-adnet-agent.conf",
        "adnet-drain@alpha.service.d/50-adnet-agent.conf",
        "adnet-drain@delta.service.d/50-adnet-agent.conf",
        "adnet-relay@alpha.service.d/50-adnet-agent.conf",
        "adnet-relay@delta.service.d/50-adnet-agent.conf",
        "adnet@alpha.service.d/50-adnet-agent.conf",
        "adnet@delta.service.d/50-adnet-agent.conf",
        "alphaos.service.d/50-adnet-agent.conf",
        "deltaos.service.d/50-adnet-agent.conf",
      ])
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
    let overrides = try render(text)
    #expect(
      overrides["alphaos.service"]?.split(separator: "\n").dropFirst(2).joined(separator: "\n")
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

  @Test func aPortThatIsNotHeldIsInNoServiceButItsSocketKeepsAnAddress() throws {
    let overrides = try render("[chain.alpha.ports.rest]\nheld = false\nport = 4444")
    #expect(overrides["alphaos.service"]?.contains("Sockets=") == false)
    #expect(overrides["adnet-relay@alpha.service"]?.contains("Sockets=") == false)
    #expect(overrides["adnet-alpha-rest.socket"]?.contains("ListenStream=0.0.0.0:4444\n") == true)
  }

  @Test func theRelayInheritsAndFollowsTheDrainSockets() throws {
    let overrides = try render(
      "[chain.delta.park]\nlimit = \"7s\"\n[chain.delta.drain]\nlinger = \"9s\"\ngrace = \"4s\"")
    #expect(
      overrides["adnet-drain@delta.service"]?.hasSuffix(
        "User=adnet-delta\nExecStart=\nExecStart=/usr/bin/adnet-agent adopt --chain delta --grace 4\n"
      )
        == true)
    #expect(
      overrides["adnet-relay@delta.service"]?.split(separator: "\n").dropFirst(2).joined(
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
    let overrides = try render("[chain.alpha.ports.rest]\naddress = \"2001:DB8::1\"")
    for unit in ["adnet-alpha-rest.socket", "adnet-alpha-rest-drain.socket"] {
      #expect(overrides[unit]?.contains("ListenStream=\nListenStream=[2001:db8::1]:3030\n") == true)
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
