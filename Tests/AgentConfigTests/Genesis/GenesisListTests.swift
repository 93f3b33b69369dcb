import AgentSimulation
import Testing

@testable import AgentConfig

@Suite struct GenesisListTests {
  private func list(_ text: String, stake: UInt64? = nil) -> GenesisList {
    var list = GenesisList(prefix: "aleo", stake: stake)
    list.read(text, source: "list")
    list.finish(source: "list")
    return list
  }

  @Test func aFileWithValidatorsAndPeers() {
    let list = list(
      """
      # the test network
      validator \(SampleAddress.a) stake=1000000 host=192.0.2.1 public_key=pk#1 # first

      \tvalidator \(SampleAddress.b),host=2001:DB8::1,stake=7
      peer 192.0.2.1:4130\r
      peer [2001:db8::1]:4130
      """)
    #expect(list.findings.isEmpty)
    #expect(list.genesis.validators.map(\.address) == [SampleAddress.a, SampleAddress.b])
    #expect(list.genesis.validators.map(\.stake) == [1_000_000, 7])
    #expect(list.genesis.validators.map(\.host) == ["192.0.2.1", "2001:db8::1"])
    #expect(list.genesis.validators.map(\.publicKey) == ["pk#1", ""])
    #expect(list.genesis.validators.map(\.place.line) == [2, 4])
    #expect(
      list.genesis.bootstrapPeers.map(\.text) == ["192.0.2.1:4130", "[2001:db8::1]:4130"])
  }

  @Test(arguments: [
    ("validater \(SampleAddress.a)", "1:1", "starts neither a validator"),
    ("validator", "1:1", "starts neither"), ("peer", "1:1", "starts neither"),
    ("peer 192.0.2.1:4130 x", "1:1", "starts neither"),
    ("peer 192.0.2.999:4130", "1:6", #"peer "192.0.2.999:4130" does not begin with an IP"#),
    ("validator aleo1x stake=5", "1:11", #"validator 1: address "aleo1x""#),
    ("validator \(SampleAddress.otherPrefix) stake=5", "1:11", "begins with test1, not aleo1"),
    ("validator \(SampleAddress.a)", "1:11", "(\(SampleAddress.a)) has no stake"),
    ("validator \(SampleAddress.a) stake=0", "1:75", #"stake "0" is not a whole"#),
    ("validator \(SampleAddress.a) stake=5 stake=5", "1:83", "stake appears twice"),
    ("validator \(SampleAddress.a) stake=5 host=x", "1:83", #"host "x" is not an IP"#),
    ("validator \(SampleAddress.a) stake=5 key=x", "1:83", #""key=x" is not stake="#),
    ("validator \(SampleAddress.a) 5", "1:75", #""5" is not stake="#),
    ("# nothing", "1:1", "no validators"), ("peer 192.0.2.1:4130", "1:1", "no validators"),
  ])
  func whatIsWrongIsToldWithItsPlace(text: String, place: String, words: String) {
    let list = list(text)
    let found = list.findings.first
    #expect(found.map { "\($0.place.line):\($0.place.column)" } == place, "\(list.findings)")
    #expect(found?.text.contains(words) == true, "\(list.findings)")
    #expect(found?.place.source == "list")
    #expect(!list.genesis.hasAllValidators)
  }

  @Test func optionsAreCounted() {
    var list = GenesisList(prefix: "aleo", stake: 5)
    list.add(validator: "\(SampleAddress.a),host=192.0.2.1", option: "--validator", number: 1)
    list.add(validator: "\(SampleAddress.a),stake=6", option: "--validator", number: 2)
    list.add(validator: " ", option: "--validator", number: 3)
    list.add(peer: "x", at: GenesisPlace(source: "--peer", line: 1))
    list.addHosts(port: 4130)
    #expect(list.genesis.validators.map(\.stake) == [5, 6])
    #expect(list.genesis.bootstrapPeers.map(\.text) == ["192.0.2.1:4130"])
    let found = GenesisCheck.findings(list.genesis, list.findings, ports: [])
    #expect(
      found.map { "\($0.place.source) \($0.place.line)" } == [
        "--peer 1", "--validator 2", "--validator 2", "--validator 3",
      ])
    #expect(found[2].text.hasSuffix("is also that of validator 1, --validator 1"))
    #expect(found[1].text.contains("has no host, so it can't be a bootstrap peer"))
  }

  @Test(arguments: GenesisFormat.allCases) func whatIsWrittenIsRead(_ format: GenesisFormat) {
    var generator = Dice(seed: 7)
    let keys = [
      "", "pk", "a\"b\\c", "é\u{1f600}", "\u{7f}\u{85}\u{2028}\u{1}", "*x", "- a: b #", "'", "null",
    ]
    for round in 0..<200 {
      var genesis = Genesis()
      for number in 1...(1 + generator.next(below: 7)) {
        let stake = generator.next() >> UInt64(generator.next(below: 63))
        genesis.validators.append(
          Genesis.Validator(
            number: number, address: SampleAddress.random(&generator),
            stake: round == 0 ? .max : max(stake, 1),
            publicKey: keys[generator.next(below: keys.count)],
            host: generator.next(below: 2) == 0
              ? nil : number % 2 == 0 ? "192.0.2.1" : "2001:db8::1",
            place: GenesisPlace(line: 1)))
      }
      for port in 0..<generator.next(below: 3) {
        genesis.bootstrapPeers.append(
          Genesis.Peer(
            host: port == 0 ? "192.0.2.1" : "2001:db8::1", port: 4_130 + port,
            place: GenesisPlace(line: 1)))
      }
      let text = GenesisForm.text(genesis, format)
      #expect(GenesisForm.holds(text, genesis, format), "\(text)")
      #expect(GenesisFormat(name: "genesis", text: text) == format, "\(text)")
      genesis.validators.removeLast()
      #expect(!GenesisForm.holds(text, genesis, format))
    }
  }
}
