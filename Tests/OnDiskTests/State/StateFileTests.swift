import AgentCore
import Basics
import LinuxSystem
import OnDisk
import TestSupport
import Testing

/// Something to remember, as small as it gets.
private struct Memory: Codable, Hashable, Sendable {
  struct Step: Codable, Hashable, Sendable {
    var name: String
    var note: String?
  }
  var schema = "test.memory/1"
  var chains: [String: Step] = [:]
  var steps: [Step] = []
}

@Suite struct StateFileTests {
  let folder = TestFolder()
  private var file: StateFile<Memory> {
    StateFile("\(folder.path)/s.json", schema: "test.memory/1")
  }
  private let memory = Memory(
    chains: ["alpha": .init(name: "park"), "delta": .init(name: "a/b", note: "c")],
    steps: [.init(name: "x")])

  @Test func isNilBeforeTheFirstSave() throws { #expect(try file.load() == nil) }

  @Test func whatIsSavedIsLoaded() throws {
    try file.save(memory)
    #expect(try file.load() == memory)
    #expect(try folder.tree() == ["s.json"])
  }

  @Test func isTheSameBytesForTheSameContent() throws {
    try file.save(memory)
    let first = try folder.text("s.json")
    try file.save(memory)
    #expect(try folder.text("s.json") == first)
    #expect(first.contains(#""name" : "a/b""#))
    #expect(first.hasSuffix("\n"))
  }

  @Test(arguments: [
    ("", "not valid JSON"),
    (#"{"schema":"test.memory/1","chains":{"#, "not valid JSON"),
    (#"{"chains":{},"steps":[]}"#, "schema is missing"),
    (#"{"schema":"test.memory/2","chains":{},"steps":[]}"#, "its schema is test.memory/2"),
    (#"{"schema":7}"#, "schema: "),
    (#"[]"#, ""),
    (#"{"schema":"test.memory/1","chains":{}}"#, "steps is missing"),
    (#"{"schema":"test.memory/1","chains":{},"steps":[],"x":1}"#, "unknown key x"),
    (
      #"{"schema":"test.memory/1","chains":{"alpha":{"name":"a","y":{}}},"steps":[]}"#,
      "unknown key chains.alpha.y"
    ),
    (
      #"{"schema":"test.memory/1","chains":{},"steps":[{"name":"a","z":null}]}"#,
      "unknown key steps[0].z"
    ),
    (#"{"schema":"test.memory/1","chains":{},"steps":[{"name":1}]}"#, "name: "),
  ])
  func whatItDoesNotUnderstandInFullIsRefused(content: String, reason: String) throws {
    let path = try folder.file("s.json", content)
    do {
      _ = try file.load()
      Issue.record("it was loaded: \(content)")
    } catch {
      let isOther = reason.hasPrefix("its schema")
      #expect(error.kind.rawValue == (isOther ? "state_schema_unknown" : "state_invalid"))
      #expect(error.exit == .invalid)
      #expect(error.text.hasPrefix("cannot use \(path): "))
      #expect(error.text.contains(reason), "\(error.text)")
      #expect(error.hint != nil)
    }
    #expect(try folder.text("s.json") == content, "a file that is refused stays as it is")
  }

  @Test func aFileThatIsNoTextIsRefused() throws {
    try File.writeAtomically([0xff, 0xfe, 0], to: "\(folder.path)/s.json")
    #expect(throws: Failure.self) { try file.load() }
  }

  @Test(arguments: [
    (#""sinceUnixMs":-1"#, "sinceUnixMs"), (#""sinceUnixMs":253402300800000"#, "sinceUnixMs"),
    (#""atBoottimeMs":9223372036854775807"#, "atBoottimeMs"),
    (#""number":9007199254740993"#, "number"), (#""number":-9223372036854775808"#, "number"),
  ])
  func aNumberThatNobodyWritesIsRefused(_ field: String, _ name: String) throws {
    try folder.file("n.json", #"{"schema":"test.numbers/1","list":[{\#(field)}]}"#)
    let file = StateFile<JSONTree>("\(folder.path)/n.json", schema: "test.numbers/1")
    let failure = #expect(throws: Failure.self) { try file.load() }
    #expect(failure?.exit == .invalid)
    #expect(failure?.reason == "list.0.\(name) is out of range")
  }

  @Test(arguments: [
    #""sinceUnixMs":0"#, #""sinceUnixMs":253402300799999"#, #""height":18446744073709551615"#,
    #""number":9007199254740992"#,
    #""inode":18446744073709551615"#, #""device":-9223372036854775808"#, #""part":0.5"#,
  ])
  func aNumberThatIsWrittenIsLoaded(_ field: String) throws {
    try folder.file("n.json", #"{"schema":"test.numbers/1","list":[{\#(field)}]}"#)
    #expect(
      try StateFile<JSONTree>("\(folder.path)/n.json", schema: "test.numbers/1").load() != nil)
  }

  @Test func whatCannotBeReadIsUnusable() throws {
    try folder.folder("s.json")
    let failure = #expect(throws: Failure.self) { try file.load() }
    #expect(failure?.exit == .invalid)
    #expect(failure?.text == "cannot use \(folder.path)/s.json: not a regular file")
    #expect(failure?.hint != nil)
  }

  @Test func aSweepTakesOnlyWhatACutOffSaveLeft() throws {
    try file.save(memory)
    try folder.file(".s.json.12-34", "{")
    try folder.file("other")
    try file.sweep()
    let left = try folder.tree().filter { !$0.hasPrefix("spare-") }
    #expect(left == ["other", "s.json"])
  }

  @Test(.enabled(if: SmallDisk.isPossible, "only root can mount a small disk"))
  func aFullDiskIsToldAndTheOldStateStays() throws {
    let disk = try SmallDisk(kilobytes: 64)
    let file = StateFile<Memory>("\(disk.path)/s.json", schema: "test.memory/1")
    try file.save(memory)
    try disk.fill()
    var more = memory
    more.steps = Array(repeating: .init(name: "long"), count: 1_000)
    do {
      try file.save(more)
      Issue.record("it was saved")
    } catch {
      #expect(error.kind.rawValue == "no_space")
      #expect(error.text == "cannot write \(disk.path)/s.json: No space left on device")
      #expect(error.hint?.contains("make room") == true)
    }
    #expect(try file.load() == memory)
    #expect(try Folder.names(in: disk.path) == ["filler", "s.json"])
  }
}
