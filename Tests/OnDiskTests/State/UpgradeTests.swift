import AgentCore
import Basics
import FoundationEssentials
import LinuxSystem
import TestSupport
import Testing

@testable import OnDisk

/// The third form of a document: it once had its chains under another name, and no steps.
private struct Memory: Codable, Hashable, Sendable {
  var schema = "test.memory/3"
  var chains: [String: UInt64] = [:]
  var steps: [String]
}

@Suite struct UpgradeTests {
  let folder = TestFolder()
  private let upgrades = [
    SchemaUpgrade("test.memory", from: 1) { memory in
      memory["chains"] = memory["nodes"]
      memory["nodes"] = nil
    },
    SchemaUpgrade("test.memory", from: 2) { $0["steps"] = .array([]) },
    SchemaUpgrade("test.other", from: 3),
  ]
  private var file: StateFile<Memory> {
    StateFile("\(folder.path)/s.json", schema: "test.memory/3", upgrades: upgrades)
  }
  // Greater than what a double holds.
  private let height: UInt64 = 18_446_744_073_709_551_615
  private var first: String { #"{"nodes":{"alpha":\#(height)},"schema":"test.memory/1"}"# }

  @Test func eachStepIsTakenFromWhereTheFileIs() throws {
    try folder.file("s.json", first)
    #expect(try file.load() == Memory(chains: ["alpha": height], steps: []))
    #expect(try folder.text("s.json") == first, "reading changes nothing")
    try folder.file("s.json", #"{"chains":{},"schema":"test.memory/2"}"#)
    #expect(try file.load() == Memory(steps: []))
    try folder.file("s.json", #"{"chains":{},"schema":"test.memory/3","steps":["a"]}"#)
    #expect(try file.load() == Memory(steps: ["a"]))
  }

  @Test func theNewestAloneIsWrittenAndTheOneOfBeforeIsKept() throws {
    try folder.file("s.json", first)
    let memory = try #require(try file.load())
    try file.sweep()
    #expect(try folder.text("s.json.1") == first)
    #expect(try folder.text("s.json") == first)
    try file.save(memory)
    #expect(try folder.text("s.json").contains("test.memory/3"))
    try file.sweep()
    #expect(try folder.text("s.json.1") == first, "and stays")
    #expect(try folder.tree().filter { $0.hasPrefix("s.json") } == ["s.json", "s.json.1"])
  }

  @Test(arguments: [
    #"{"nodes":{},"schema":"test.memory/1","colour":1}"#,
    #"{"chains":{},"nodes":{},"schema":"test.memory/2"}"#,
  ])
  func anOlderFileIsUnderstoodInFullAsWell(content: String) throws {
    try folder.file("s.json", content)
    let failure = #expect(throws: Failure.self) { try file.load() }
    #expect(failure?.text.contains("unknown key") == true, "\(failure!)")
  }

  @Test(arguments: [
    (
      #"{"schema":"test.memory/4"}"#,
      "install the version of adnet-agent that wrote it, or a newer one"
    ),
    (
      #"{"schema":"test.memory/4","writtenBy":"9.8.7"}"#,
      "install adnet-agent 9.8.7, which wrote it, or a newer one"
    ),
    (#"{"schema":"test.memory/0"}"#, "install"), (#"{"schema":"test.memory"}"#, "install"),
    (#"{"schema":"test.other/3"}"#, "install"), (#"{"schema":"test.memory/x"}"#, "install"),
  ])
  func whereNoStepLeadsIsRefused(content: String, hint: String) throws {
    try folder.file("s.json", content)
    let failure = #expect(throws: Failure.self) { try file.load() }
    #expect(failure?.kind.rawValue == "state_schema_unknown" && failure?.exit == .invalid)
    #expect(failure?.hint?.hasPrefix(hint) == true, "\(failure!)")
    try file.sweep()
    #expect(try folder.tree().filter { $0.hasPrefix("s.json") } == ["s.json"])
    #expect(try folder.text("s.json") == content)
  }

  /// From the first schema of each family to its newest.
  @Test func noStepIsMissingOrThereTwice() {
    for (family, steps) in Dictionary(grouping: SchemaUpgrade.all, by: \.family) {
      #expect(steps.map(\.from).sorted() == Array(1...steps.count), "\(family)")
    }
    #expect(SchemaUpgrade.path(from: "adnet.state/1", to: AgentState.schema) != nil)
  }
}
