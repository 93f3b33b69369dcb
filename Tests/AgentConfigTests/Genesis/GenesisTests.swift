import Quorum
import Testing

@testable import AgentConfig

private let yaml = """
  genesis_config:
    validators: # of the test network
      - address: \(SampleAddress.a)
        stake: 1000000
        public_key: pk1
        host: 192.0.2.1
      - {address: \(SampleAddress.b), stake: "1000000", public_key: pk2, host: 192.0.2.2}
      - address: \(SampleAddress.c)
        stake: 1000000
      - address: \(SampleAddress.d)
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
    {"address": "\(SampleAddress.a)", "stake": 1000000, "public_key": "pk1", "host": "192.0.2.1"},
    {"address": "\(SampleAddress.b)", "stake": 1000000, "public_key": "pk2", "host": "192.0.2.2"},
    {"address": "\(SampleAddress.c)", "stake": 1000000},
    {"address": "\(SampleAddress.d)", "stake": 1000000}],
   "bootstrap_peers": ["192.0.2.1:4130", "[2001:db8::1]:4131"],
   "network_ports": {"3030": "alpha_rpc_tcp_public", "9090-9100": "metrics"}}
  """
private let toml = """
  bootstrap_peers = ["192.0.2.1:4130", "[2001:db8::1]:4131"]
  [network_ports]
  3030 = "alpha_rpc_tcp_public"
  [[validators]]
  address = "\(SampleAddress.a)"
  stake = 1000000
  public_key = "pk1"
  host = "192.0.2.1"
  [[validators]]
  address = "\(SampleAddress.b)"
  stake = 1000000
  public_key = "pk2"
  host = "192.0.2.2"
  [[validators]]
  address = "\(SampleAddress.c)"
  stake = 1000000
  [[validators]]
  address = "\(SampleAddress.d)"
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
  return GenesisCheck.findings(reader.genesis, reader.findings, ports: ports, chain: chain)
}

private let one = "validators:\n  - {address: \(SampleAddress.a), stake: 5}\n"

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
    #expect(all[0].validators.map(\.place.line) == [3, 7, 8, 10])
  }

  @Test func oneOfFourMayFail() throws {
    let reader = GenesisReader(yaml, format: .yaml)
    let committee = try #require(GenesisCheck.committee(reader.genesis))
    #expect(committee.words == ["of 4 equal stakes any 1 may be down at once"])
  }

  @Test func threeEqualStakesHaltAtEveryRestart() {
    let found = check(
      validators(
        "address: \(SampleAddress.a), stake: 5", "address: \(SampleAddress.b), stake: 5",
        "address: \(SampleAddress.c), stake: 5"))
    #expect(found.map(\.severity) == [.warning])
    #expect(found[0].text.contains("every restart halts the chain"))
  }

  @Test(arguments: [
    ("{address: \(SampleAddress.a)}", "2:5", "validator 1 (\(SampleAddress.a)) has no stake"),
    ("{stake: 5}", "2:5", "validator 1 has no address"),
    ("{address: Aleo1, stake: 5}", "2:15", #"validator 1: address "Aleo1" is not an address"#),
    ("address: \(SampleAddress.a)\n    stake: 0", "3:12", "(\(SampleAddress.a)): stake 0 is not"),
    ("address: \(SampleAddress.a)\n    stake: -3", "3:12", "stake -3 is not a whole number"),
    ("address: \(SampleAddress.a)\n    stake: 007", "3:12", #"stake "007" begins with 0"#),
    ("address: \(SampleAddress.a)\n    stake: \"010\"", "3:12", #"stake "010" begins with 0"#),
    ("address: \(SampleAddress.a)\n    stake: 0x1F", "3:12", #"stake "0x1F" is not a whole"#),
    ("address: \(SampleAddress.a)\n    stake: 1_000", "3:12", #"stake "1_000" is not a whole"#),
    ("address: \(SampleAddress.a)\n    stake: 1.5", "3:12", "stake 1.5 is not a whole number"),
    ("address: \(SampleAddress.a)\n    stake: \"+5\"", "3:12", #"stake "+5" is not a whole"#),
    (
      "address: \(SampleAddress.a)\n    stake: 18446744073709551616", "3:12",
      #"stake "18446744073709551616" is not a whole number from 1 to 18446744073709551615"#
    ),
    ("{address: \(SampleAddress.a), stake: 5, steak: 6}", "2:90", #"key "steak" is unknown"#),
    ("{address: \(SampleAddress.a), stake: 5, host: node1}", "2:96", #"host "node1" is not an IP"#),
    ("{address: \(SampleAddress.a), stake: 5, host: 0.0.0.0}", "2:96", "can't be the address of"),
    ("{address: \(SampleAddress.a), stake: 5, public_key: 7}", "2:102", "is an integer, not a str"),
    ("{address: \(SampleAddress.a), stake: 5, public_key: APrivateKey1x}", "2:102", "secret key"),
    (SampleAddress.a, "2:5", "validator 1 is a string, not a table"),
  ])
  func aWrongValidatorIsToldWithItsNameAndValue(text: String, place: String, words: String) {
    let found = check("validators:\n  - \(text)\n")
    #expect(found.count == 1, "\(found)")
    #expect(found.first.map { "\($0.place.line):\($0.place.column)" } == place, "\(found)")
    #expect(found.first?.text.contains(words) == true, "\(found)")
    #expect(found.first?.validator == 1)
  }

  @Test(arguments: [
    ("validators: 3\n", 1, "is an integer, not a list"),
    ("[1, 2]", 1, "not a table"),
    ("ports: {}\n", 1, "no validators"), ("", 1, "nothing, not a table"),
    ("validators: []\n", 1, "no validators"), ("genesis_config: {validators: []}\n", 1, "no vali"),
    ("genesis_config: 5\n\(one)", 1, "genesis_config is an integer"),
    (
      "genesis_config: {validators: [{address: \(SampleAddress.a), stake: 5}]}\n\(one)", 3,
      "also in"
    ),
    ("\(one)bootstrap_peers: 192.0.2.1:4130\n", 3, "not a list"),
    ("\(one)network_ports:\n  rpc: alpha_rpc\n", 4, #""rpc" is not a port with its use"#),
    ("\(one)network_ports:\n  9100-9090: metrics\n", 4, "is not a port"),
    ("\(one)network_ports:\n  3030-: metrics\n", 4, "is not a port"),
    ("\(one)network_ports:\n  3030: 1\n", 4, "is not a port"),
    ("\(one)Bootstrap-peers: []\n", 3, #"key "Bootstrap-peers" is unknown"#),
    ("\(one)bootstrap_pears: []\n", 3, "unknown"), ("\(one)network_prots: {}\n", 3, "unknown"),
    ("\(one)genesis_confg: {}\n", 3, "unknown"), ("\(one)validatorss:\n  - x\n", 3, "unknown"),
    ("genesis_config:\n  bootstrap_peer: []\n\(one)", 2, "unknown"),
    ("validators: [\n", 2, "not YAML"), ("a: 1\na: 2\n", 2, "appears twice"),
    ("\(one)...\n---\nx: 1\n", 4, "after the end"),
  ])
  func whatIsWrongIsToldWithItsLine(text: String, line: Int, words: String) {
    let found = check(text).filter { $0.severity == .error }
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.place.line == line, "\(found)")
    #expect(found.first?.text.contains(words) == true, "\(found)")
  }

  /// The owner's document has more in it than a genesis.
  @Test func keysOfOtherThingsAreIgnoredAndTold() {
    let found = check(
      yaml.replacing("genesis_config:", with: "status: x\ngenesis_config:\n  validators_needed: 4"))
    #expect(found.map(\.severity) == [.warning, .warning])
    #expect(found[0].text == #"key "status" is unknown and ignored"#)
  }

  @Test(arguments: [
    "192.0.2.999:4130", "192.0.2.1", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536",
    "192.0.2.1:+4130", "192.0.2.1:04130", "192.0.2.1:4130x", "192.0.2:4130", "192.0.02.1:4130",
    "192.0.2.1.5:4130", " 192.0.2.1:4130", "192.0.2.1 :4130", "[192.0.2.1]:4130",
    "2001:db8::1:4130", "[2001:db8::1]4130", "[2001:db8::1]", "[2001:db8::1%eth0]:4130",
    "[2001:db8:::1]:4130", "[2001:db8::12345]:4130", "[:4130", "[]:4130", ":4130", "a:4130",
    "node.example.com:4130", "http://192.0.2.1:4130", "0.0.0.0:4130", "[::]:4130",
    "224.0.0.1:4130", "", "192.0.2.1:4130/", "１92.0.2.1:4130",
  ])
  func whatIsNoPeerIsRefused(_ peer: String) throws {
    let text =
      #"{"validators": [{"address": "\#(SampleAddress.a)", "stake": 5}], "bootstrap_peers": ["\#(peer)"]}"#
    let found = check(text, .json).filter { $0.severity == .error }
    #expect(found.map(\.place.column) == [130])
    #expect(found.first?.text.hasPrefix("bootstrap peer \"") == true, "\(found)")
  }

  @Test func peersAreReadInOneSpelling() {
    let text = "\(one)bootstrap_peers: [\"192.0.2.1:1\", \"[2001:DB8:0::1]:65535\"]\n"
    let reader = GenesisReader(text, format: .yaml)
    #expect(reader.findings.isEmpty)
    #expect(reader.genesis.bootstrapPeers.map(\.text) == ["192.0.2.1:1", "[2001:db8::1]:65535"])
  }

  @Test func afterAnErrorNothingIsSaidAboutTheWhole() {
    // Four validators, of which one can't be read: three would be too few.
    let text = yaml.replacing("stake: \"1000000\"", with: "stake: 1e6")
    #expect(check(text).map(\.severity) == [.error])
    let wrong = yaml.replacing("address: \(SampleAddress.a)", with: "adress: \(SampleAddress.a)")
    #expect(check(wrong).allSatisfy { $0.severity == .error })
    let reader = GenesisReader(text, format: .yaml)
    #expect(GenesisCheck.committee(reader.genesis) == nil)
    // A wrong peer says nothing about them.
    let peer = GenesisReader(yaml.replacing("192.0.2.1:4130", with: "x:1"), format: .yaml)
    #expect(GenesisCheck.committee(peer.genesis)?.members.count == 4)
  }

  @Test func findingsInOneLineOfJSONHaveTheirColumnAndValidator() {
    let text =
      #"{"validators":[{"address":"\#(SampleAddress.a)","stake":5},{"address":"aleo1x","stake":0}]}"#
    let found = check(text, .json)
    #expect(found.map { "\($0.place.line):\($0.place.column)" } == ["1:115", "1:132"])
    #expect(found.allSatisfy { $0.text.hasPrefix("validator 2: ") && $0.validator == 2 })
    #expect(found.map(\.text).joined().contains(#"address "aleo1x""#))
  }

  @Test(arguments: [
    "{\"validators\": []} x", "{\"validators\": [],}", "// x\n{}", "{\"validators\": [] /* x */}",
  ])
  func whatIsNotJSONIsAnErrorAlone(_ text: String) {
    let found = check(text, .json)
    #expect(found.count == 1)
    #expect(found.first?.text.hasPrefix("not JSON: ") == true, "\(found)")
  }

  @Test func validJSONIsRead() {
    let text = json.replacing("\"pk1\"", with: "\"pk\\ud83d\\ude00\u{7f}1\"")
    let reader = GenesisReader(text, format: .json)
    #expect(reader.findings.isEmpty)
    #expect(reader.genesis.validators[0].publicKey == "pk\u{1f600}\u{7f}1")
  }

  @Test func duplicates() {
    let found = check(
      validators(
        "address: \(SampleAddress.a), stake: 5, public_key: a",
        "address: \(SampleAddress.b), stake: 5, public_key: a",
        "address: \(SampleAddress.a), stake: 5, public_key: b")
    ).filter { $0.severity == .error }
    #expect(found.map(\.place.line) == [3, 4])
    #expect(
      found.map(\.text) == [
        "validator 2 (\(SampleAddress.b)): the public key \"a\" is also that of validator 1, line 2",
        "validator 3 (\(SampleAddress.a)): the address \"\(SampleAddress.a)\" is also that of "
          + "validator 1, line 2",
      ])
  }

  @Test func stakesThatDoNotAddUp() {
    let found = check(
      validators(
        "address: \(SampleAddress.a), stake: 18446744073709551615",
        "address: \(SampleAddress.b), stake: 1"))
    #expect(
      found.map(\.text) == [
        "the stakes add up to 18446744073709551616, more than fits into 64 bits"
      ])
  }

  @Test func peersThatAreNoMembersAndHaveOtherPorts() {
    let text =
      yaml.replacing("192.0.2.1:4130", with: "192.0.2.9:4130")
      .replacing("3030: alpha", with: "3031: alpha")
    #expect(
      check(text).map(\.text) == [
        "the bootstrap peer 192.0.2.9:4130 is not a validator's host",
        "the bootstrap peer [2001:db8::1]:4131 is not a validator's host",
        #"port 3031 is "alpha_rpc_tcp_public", but alpha's rest port here is 3030"#,
      ])
    let ofAlpha = check(yaml, chain: "alpha").filter { $0.severity == .error }
    #expect(
      ofAlpha.map(\.text) == [
        "the bootstrap peer [2001:db8::1]:4131 uses another P2P port than this host's nodes: "
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
