import AgentCore
import Basics
import FoundationEssentials
import LinuxSystem
import TestSupport
import Testing

@testable import OnDisk

/// What has to be done when one of these fails because a field was added, is said in
/// docs/decisions/0020-what-a-version-writes-the-next-ones-read.md.
@Suite struct StateTests {
  private static let states = Frozen.files { $0.hasPrefix("state/") }

  private func file(in folder: TestFolder) -> StateFile<AgentState> {
    StateFile("\(folder.path)/state.json", schema: AgentState.schema)
  }

  @Test func thereAreStatesOfEachVersionInTheMiddleOfThings() throws {
    for version in Frozen.versions {
      let names = Self.states.filter { $0.version == version }.map(\.name)
      #expect(names.count >= 15, "\(version): \(names)")
      for mark in ["-forward", "-back", "migration-paused", "migration-done", "drained-", "idle"] {
        #expect(names.contains { $0.contains(mark) }, "\(version): nothing of \(mark)")
      }
    }
  }

  @Test(arguments: states) func isReadInFullAndNothingOfItIsLost(_ item: Frozen.Item) throws {
    let folder = TestFolder()
    try folder.file("state.json", try item.text())
    let state = try #require(try file(in: folder).load())
    #expect(try folder.text("state.json") == item.text(), "reading changes nothing")
    var before = try Frozen.tree(try item.bytes())
    // What the newest schema says anew.
    before["schema"] = nil
    before["writtenBy"] = nil
    let again = try Frozen.tree(of: state)
    #expect(before.firstDifference(in: again) == nil)

    try file(in: folder).sweep()
    try file(in: folder).save(state)
    #expect(try file(in: folder).load() == state)
    #expect(try folder.text("state.json").contains(#""schema" : "\#(AgentState.schema)""#))
    let schema = try #require(try Frozen.tree(try item.bytes())["schema"])
    guard schema != .string(AgentState.schema), case .string(let text) = schema else { return }
    let number = try #require(SchemaUpgrade.parts(text)).number
    #expect(try folder.text("state.json.\(number)") == item.text())
  }

  /// By a later version's number, and by a key that nobody knows.
  @Test(arguments: states) func whatALaterVersionHasWrittenIsRefused(_ item: Frozen.Item) throws {
    let known = try #require(SchemaUpgrade.parts(AgentState.schema)).number
    var later = try Frozen.tree(try item.bytes())
    later["schema"] = .string("adnet.state/\(known + 1)")
    later["writtenBy"] = .string("9.8.7")
    try expectRefusal(
      later, "its schema is adnet.state/\(known + 1), known is \(AgentState.schema)", "9.8.7")
    later["writtenBy"] = nil
    try expectRefusal(later, "its schema is", "the version of adnet-agent that wrote it")
    var more = try Frozen.tree(try item.bytes())
    more["colour"] = .bool(true)
    try expectRefusal(more, "unknown key colour", "restore the file", "state_invalid")
    // Of this schema, but of a version that keeps more in it.
    more["schema"] = .string(AgentState.schema)
    more["writtenBy"] = .string("9.8.7")
    try expectRefusal(
      more, "unknown key colour", "install adnet-agent 9.8.7, which wrote it", "state_invalid")
  }

  private func expectRefusal(
    _ tree: JSONTree, _ reason: String, _ hint: String, _ kind: String = "state_schema_unknown"
  ) throws {
    let folder = TestFolder()
    let text = String(decoding: try JSONEncoder().encode(tree), as: UTF8.self)
    try folder.file("state.json", text)
    let failure = #expect(throws: Failure.self) { try file(in: folder).load() }
    #expect(failure?.kind.rawValue == kind && failure?.exit == .invalid)
    #expect(failure?.text.contains("\(folder.path)/state.json: \(reason)") == true, "\(failure!)")
    #expect(failure?.hint?.contains(hint) == true, "\(failure!)")
    #expect(try folder.text("state.json") == text)
    #expect(try folder.tree() == ["state.json"])
  }

  /// Of everything a state can hold: a field that is added to any of its types is missing there, and one
  /// that has become a must can't be read from what was written before.
  @Test func aFieldThatIsAddedIsSeen() throws {
    let number = try #require(SchemaUpgrade.parts(AgentState.schema)).number
    let path = "\(Frozen.root)/full/state-\(number).json"
    let folder = TestFolder()
    try folder.file("state.json", try File.text(path, limit: 1 << 20))
    let state = try #require(try file(in: folder).load())
    let unset = Unset.first(in: state, "state")
    #expect(
      unset == nil,
      """
      \(unset ?? "") isn't in Tests/Frozen/full/state-\(number).json. Is \(AgentState.schema) released? \
      Then the field needs the next number: docs/decisions/0020. Else set it in that file.
      """)
    var full = try Frozen.tree(Array(try File.text(path, limit: 1 << 20).utf8))
    full["writtenBy"] = nil
    let again = try Frozen.tree(of: state)
    #expect(full.firstDifference(in: again) == nil)
    // One with a default is never nil: its key is in none of the files.
    var known = full
    known["writtenBy"] = again["writtenBy"]
    #expect(again.firstKey(missingIn: known) == nil)
  }
}

/// The first property of a value that is nil or an empty list, by its path.
enum Unset {
  static func first(in value: Any, _ path: String) -> String? {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      guard let some = mirror.children.first else { return path }
      return first(in: some.value, path)
    case .collection, .dictionary, .set:
      guard !mirror.children.isEmpty else { return path }
    case .tuple, .struct, .class: break
    default: return nil
    }
    for child in mirror.children {
      if let found = first(in: child.value, child.label.map { "\(path).\($0)" } ?? path) {
        return found
      }
    }
    return nil
  }
}
