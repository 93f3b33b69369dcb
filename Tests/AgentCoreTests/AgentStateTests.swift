import AgentCore
import Basics
import FoundationEssentials
import TestSupport
import Testing

@Suite struct AgentStateTests {
  private func encode(_ state: AgentState) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(state), as: UTF8.self) + "\n"
  }

  private var busy: AgentState {
    var chain = Sample.state
    chain.previous = Sample.generation(3, "0.9.0")
    chain.operation = Sample.operation(.stop)
    var last = Sample.operation(.lower, .swap, .back)
    last.failure = Failure(.nodeExited, "cannot start alphaos.service: it ended", hint: "look")
    last.outcome = .rolledBack
    chain.lastOperation = last
    return Sample.agent(chain)
  }

  @Test func survivesBeingWrittenAndRead() throws {
    let text = try encode(busy)
    #expect(try JSONDecoder().decode(AgentState.self, from: Data(text.utf8)) == busy)
  }

  @Test func looksOnDiskAsRecorded() throws {
    // Whichever version it is.
    let text = try encode(busy).replacing("\"\(AgentVersion.text)\"", with: "\"VERSION\"")
    #expect(try Golden.file("Tests/AgentCoreTests/Golden/state.json", text) == text)
  }

  @Test func refusesTheStateOfAnotherVersion() throws {
    let future = try encode(busy).replacing("adnet.state/2", with: "adnet.state/3")
    let error = #expect(throws: Failure.self) {
      try JSONDecoder().decode(AgentState.self, from: Data(future.utf8))
    }
    #expect(error?.kind.rawValue == "state_schema_unknown")
    #expect(error?.exit == .invalid)
  }

  @Test(arguments: [
    ("\"alpha\" : {", "\"Alpha!\" : {"), ("\"stop\"", "\"halfway\""), ("/1.0.0-", "/../1.0.0-"),
  ])
  func guessesNothingInACorruptState(_ from: String, _ to: String) throws {
    let corrupt = try encode(busy).replacing(from, with: to)
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(AgentState.self, from: Data(corrupt.utf8))
    }
  }

  @Test func protectsEveryReleaseThatAChainOwnsOrWouldGoBackTo() {
    let versions = Set(busy.releasesInUse.map(\.version))
    #expect(versions == ["0.9.0", "1.0.0", "2.0.0"])
  }
}
