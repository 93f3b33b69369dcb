import AgentCore
import ControlModel
import Genesis
import TestSupport
import Testing

@testable import AgentCommands

@Suite struct GateTextTests {
  private let paint = Paint(colours: false)

  @Test func why() throws {
    let text = Why.text(Sample.why(Sample.alpha, isSafe: false), width: 100, paint: paint)
    try #expect(Golden.matches(text, "why.txt"))
  }

  @Test func committee() throws {
    try #expect(
      Golden.matches(
        CommitteeText.render(Sample.committee(Sample.alpha), paint: paint), "committee.txt"))
  }

  @Test func genesis() throws {
    let text = """
      validators:
        - {address: aleo1aaaaaaaaaa, stake: 1000000}
        - {address: aleo1aaaaaaaaaa, stake: 1000000}
        - {address: aleo1bbbbbbbbbb, stake: 0}
      """
    let threeEqual = """
      validators:
        - {address: aleo1aaaaaaaaaa, stake: 1000000}
        - {address: aleo1bbbbbbbbbb, stake: 1000000}
        - {address: aleo1cccccccccc, stake: 1000000}
      """
    let both = [text, threeEqual].map { text in
      let reader = GenesisReader(text, format: .yaml)
      let findings = reader.findings + GenesisCheck.findings(reader.genesis, ports: [])
      return GenesisText.render(
        GenesisDocument(file: "genesis.yaml", reader.genesis, findings, chain: nil), paint: paint)
    }
    try #expect(Golden.matches(both.joined(separator: "\n"), "genesis.txt"))
  }
}
