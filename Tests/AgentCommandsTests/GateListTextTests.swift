import AgentConfig
import ControlModel
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
        - {address: aleo1rhgdu77hgyqd3xjj8ucu3jj9r2krwz6mnzyd80gncr5fxcwlh5rsvzp9px, stake: 1000000}
        - {address: aleo1rhgdu77hgyqd3xjj8ucu3jj9r2krwz6mnzyd80gncr5fxcwlh5rsvzp9px, stake: 1000000}
        - {address: aleo1q6qstg8q8shwqf5m6q5fcenuwsdqsvp4hhsgfnx5chzjm3secyzqt9mxm8, stake: 0}
      """
    let threeEqual = """
      validators:
        - {address: aleo1rhgdu77hgyqd3xjj8ucu3jj9r2krwz6mnzyd80gncr5fxcwlh5rsvzp9px, stake: 1000000}
        - {address: aleo1q6qstg8q8shwqf5m6q5fcenuwsdqsvp4hhsgfnx5chzjm3secyzqt9mxm8, stake: 1000000}
        - {address: aleo1s3ws5tra87fjycnjrwsjcrnw2qxr8jfqqdugnf0xzqqw29q9m5pqem2u4t, stake: 1000000}
      """
    let both = [text, threeEqual].map { text in
      let reader = GenesisReader(text, format: .yaml)
      let findings = GenesisCheck.findings(reader.genesis, reader.findings, ports: [])
      return GenesisText.check(
        GenesisDocument(file: "genesis.yaml", reader.genesis, findings, chain: nil), paint: paint)
    }
    try #expect(Golden.matches(both.joined(separator: "\n"), "genesis.txt"))
  }
}
