import Quorum
import Testing
import TextTree

@testable import Genesis

private let yaml = """
  genesis_config:
    validators: # of the test network
      - address: aleo1aaaaaaaaaa
        stake: 1000000
        public_key: pk1
        host: 192.0.2.1
      - {address: aleo1bbbbbbbbbb, stake: "1000000", public_key: pk2, host: 192.0.2.2}
      - address: aleo1cccccccccc
        stake: 1000000
      - address: aleo1dddddddddd
        stake: 1000000
    bootstrap_peers:
      - 192.0.2.1:4130 # testnet001 Alpha
      - "[2001:db8::1]:4131"
  network_ports:
    3030: alpha_rpc_tcp_public
    9090-9100: metrics_tcp_internal_only
  """
private let json = """
  {"validators": [
    {"address": "aleo1aaaaaaaaaa", "stake": 1000000, "public_key": "pk1", "host": "192.0.2.1"},
    {"address": "aleo1bbbbbbbbbb", "stake": 1000000, "public_key": "pk2", "host": "192.0.2.2"},
    {"address": "aleo1cccccccccc", "stake": 1000000},
    {"address": "aleo1dddddddddd", "stake": 1000000}],
   "bootstrap_peers": ["192.0.2.1:4130", "[2001:db8::1]:4131"],
   "network_ports": {"3030": "alpha_rpc_tcp_public", "9090-9100": "metrics"}}
  """
private let toml = """
  bootstrap_peers = ["192.0.2.1:4130", "[2001:db8::1]:4131"]
  [network_ports]
  3030 = "alpha_rpc_tcp_public"
  [[validators]]
  address = "aleo1aaaaaaaaaa"
  stake = 1000000
  public_key = "pk1"
  host = "192.0.2.1"
  [[validators]]
  address = "aleo1bbbbbbbbbb"
  stake = 1000000
  public_key = "pk2"
  host = "192.0.2.2"
  [[validators]]
  address = "aleo1cccccccccc"
  stake = 1000000
  [[validators]]
  address = "aleo1dddddddddd"
  stake = 1000000
  """

private let ports = [
  GenesisCheck.ChainPort(chain: "alpha", role: "rest", port: 3030),
  GenesisCheck.ChainPort(chain: "alpha", role: "p2p", port: 4130),
  GenesisCheck.ChainPort(chain: "delta", role: "p2p", port: 4131),
]

private func check(
  _ text: String, _ format: GenesisFormat = .yaml, chain: String? = nil
) -> [GenesisFinding] {
  let reader = GenesisReader(text, format: format)
  return reader.findings + GenesisCheck.findings(reader.genesis, ports: ports, chain: chain)
}

private func validators(_ lines: String...) -> String {
  "validators:\n" + lines.map { "  - {\($0)}\n" }.joined()
}

@Suite struct GenesisTests {
  @Test func theThreeFormsSayTheSame() {
    var all: [Genesis] = []
    for (text, format) in [(yaml, GenesisFormat.yaml), (json, .json), (toml, .toml)] {
      let reader = GenesisReader(text, format: format)
      #expect(reader.findings.isEmpty, "\(format)")
      all.append(reader.genesis)
      #expect(GenesisFormat(name: "genesis", text: text) == format)
    }
    for genesis in all {
      #expect(genesis.validators.map(\.address) == all[0].validators.map(\.address))
      #expect(genesis.validators.map(\.stake) == [1_000_000, 1_000_000, 1_000_000, 1_000_000])
      #expect(genesis.validators.map(\.publicKey) == ["pk1", "pk2", "", ""])
      #expect(genesis.bootstrapPeers.map(\.text) == ["192.0.2.1:4130", "[2001:db8::1]:4131"])
      #expect(genesis.ports.map(\.port) == [3_030])
    }
    #expect(all[0].validators.map(\.line) == [3, 7, 8, 10])
  }

  @Test func oneOfFourMayFail() throws {
    let reader = GenesisReader(yaml, format: .yaml)
    let committee = try #require(GenesisCheck.committee(reader.genesis))
    #expect(committee.words == ["of 4 equal stakes any 1 may be down at once"])
  }

  @Test func threeEqualStakesHaltAtEveryRestart() {
    let found = check(
      validators(
        "address: aleo1aaaaaaaaaa, stake: 5", "address: aleo1bbbbbbbbbb, stake: 5",
        "address: aleo1cccccccccc, stake: 5"))
    #expect(found.map(\.severity) == [.warning])
    #expect(found[0].text.contains("every restart halts the chain"))
  }

  @Test(arguments: [
    ("validators:\n  - {address: aleo1aaaaaaaaaa}\n", 2, "no stake"),
    ("validators:\n  - {stake: 5}\n", 2, "no address"),
    ("validators:\n  - {address: Aleo1, stake: 5}\n", 2, "is no address"),
    ("validators:\n  - address: aleo1aaaaaaaaaa\n    stake: 0\n", 3, "above 0"),
    ("validators:\n  - address: aleo1aaaaaaaaaa\n    stake: -3\n", 3, "above 0"),
    ("validators:\n  - address: aleo1aaaaaaaaaa\n    stake: 1.5\n", 3, "above 0"),
    ("validators:\n  - address: aleo1aaaaaaaaaa\n    stake: 18446744073709551616\n", 3, "above 0"),
    ("validators:\n  - {address: aleo1aaaaaaaaaa, stake: 5, steak: 6}\n", 2, "no key of"),
    ("validators: 3\n", 1, "is an integer, not a list"),
    ("validators:\n  - aleo1aaaaaaaaaa\n", 2, "is a string, not a table"),
    ("[1, 2]", 1, "not a table"),
    ("ports: {}\n", 1, "has no validators"),
    ("validators: []\nbootstrap_peers:\n  - nowhere\n", 3, "host:port"),
    ("validators: []\nbootstrap_peers:\n  - a:70000\n", 3, "host:port"),
    ("validators: []\nbootstrap_peers: a:1\n", 2, "not a list"),
    ("validators: []\nnetwork_ports:\n  rpc: alpha_rpc\n", 3, "such as 3030"),
    ("validators: [\n", 2, "can't be read"),
    ("a: 1\na: 2\n", 2, "there twice"),
    ("a: &x [*x]\n", 1, "an alias of something"),
  ])
  func whatIsWrongIsToldWithItsLine(text: String, line: Int, words: String) {
    let found = check(text).filter { $0.severity == .error }
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.line == line, "\(found)")
    #expect(found.first?.text.contains(words) == true, "\(found)")
  }

  @Test func duplicates() {
    let found = check(
      validators(
        "address: aleo1aaaaaaaaaa, stake: 5, public_key: a",
        "address: aleo1bbbbbbbbbb, stake: 5, public_key: a",
        "address: aleo1aaaaaaaaaa, stake: 5, public_key: b")
    ).filter { $0.severity == .error }
    #expect(found.map(\.line) == [3, 4])
  }

  @Test func stakesThatDoNotAddUp() {
    let found = check(
      validators(
        "address: aleo1aaaaaaaaaa, stake: 18446744073709551615",
        "address: aleo1bbbbbbbbbb, stake: 1"))
    #expect(found.map(\.text) == ["all stakes together don't fit into 64 bits"])
  }

  @Test func peersThatAreNoMembersAndHaveOtherPorts() {
    let text =
      yaml.replacing("192.0.2.1:4130", with: "192.0.2.9:4130")
      .replacing("3030: alpha", with: "3031: alpha")
    #expect(
      check(text).map(\.text) == [
        "the bootstrap peer 192.0.2.9:4130 is no validator's host",
        "the bootstrap peer [2001:db8::1]:4131 is no validator's host",
        "port 3031 is alpha_rpc_tcp_public, and here alpha's rest has 3030",
      ])
    let ofAlpha = check(yaml, chain: "alpha").filter { $0.severity == .error }
    #expect(
      ofAlpha.map(\.text) == [
        "the bootstrap peer [2001:db8::1]:4131 has another P2P port than this host's nodes: "
          + "4130 of alpha"
      ])
  }

  @Test func unequalStakesInPlainWords() throws {
    func words(_ stakes: [UInt64]) throws -> [String] {
      try Committee(
        stakes.enumerated().map { Committee.Member("v\($0.offset)", stake: $0.element) }
      ).words
    }
    #expect(try words([1]) == ["with one validator every restart halts the chain"])
    #expect(
      try words([40, 20, 20, 20]) == [
        "of 4 up to 1 may be down at once, those with least stake",
        "without v0 (40.0 % of the stake) alone the chain halts",
      ])
    #expect(
      try words([30, 20, 20, 20, 10]) == [
        "of 5 any 1 may be down at once, and up to 2 when they are those with least stake"
      ])
    #expect(
      try words([60, 40]) == ["none of 2 may be down: every restart halts the chain"])
  }
}
