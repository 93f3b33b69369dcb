import AgentCore
import Basics
import FoundationEssentials
import LinuxSystem
import OnDisk
import TestSupport
import Testing

@testable import AgentDaemon

/// What each released version knows of a state is listed beside what it has written. It refuses a key that it
/// doesn't know, and can't read a word that it doesn't know.
@Suite struct DowngradeTests {
  private static let full =
    "\(Frozen.root)/full/\(AgentState.schema.replacing("adnet.", with: "").replacing("/", with: "-")).json"

  /// Everything that a state can hold, but nothing that a version refuses to go on from.
  private func write(for version: String) throws -> JSONTree {
    let folder = TestFolder()
    let paths = Paths(root: folder.path)
    try folder.folder("var/lib/adnet-agent")
    let file = StateFile<AgentState>(paths.state, schema: AgentState.schema)
    try File.writeAtomically(
      Array(try File.text(Self.full, limit: 1 << 20).utf8), to: paths.state, mode: 0o640)
    let reader = StateDowngrade.Reader(rawValue: version)
    var state = try #require(try file.load())
    if reader == .withoutHeights {
      for chain in state.chains.keys {
        state[chain].operation = nil
        state[chain].fallen = nil
      }
      state.migration?.state = .done
    }
    try file.save(state)
    // A version that writes this schema reads it as it is.
    if let reader { _ = try StateDowngrade.write(for: reader, paths) }
    return try Frozen.tree(Array(try File.text(paths.state, limit: 1 << 20).utf8))
  }

  @Test(arguments: Frozen.versions) func aStateWrittenForItHasOnlyKeysThatItKnows(
    _ version: String
  ) throws {
    let written = keys(of: try write(for: version))
    let known = Set(try lines("state-keys.txt", of: version, otherwise: written.sorted()))
    #expect(written.count > 140)
    #expect(
      written.subtracting(known).sorted() == [],
      "\(version) would end with 78: leave them out in StateDowngrade (docs/decisions/0020)")
  }

  /// By enum; a word that is added is replaced or refused in `StateDowngrade`, and listed there.
  @Test(arguments: Frozen.versions) func itKnowsEachWordThatAStateCanHold(_ version: String) throws
  {
    let file = StateFile<AgentState>(Self.full, schema: AgentState.schema)
    let words = Words.all(in: try #require(try file.load()))
    let lines = try lines(
      "state-words.txt", of: version,
      otherwise: words.map { "\($0) \($1.sorted().joined(separator: " "))" }.sorted())
    let known = Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let parts = line.split(separator: " ").map(String.init)
        return (parts[0], Set(parts.dropFirst()))
      })
    #expect(words.count >= 10, "\(words.keys.sorted())")
    let handled = StateDowngrade.Reader(rawValue: version).flatMap { StateDowngrade.newWords[$0] }
    for (name, cases) in words {
      #expect(
        cases.subtracting(known[name] ?? []).subtracting(handled?[name] ?? []).sorted() == [],
        "\(version) can't read them in \(name): see docs/decisions/0020")
    }
  }

  /// A list of what a version knows. `ADNET_UPDATE=1` writes it for a version that has none yet: right after
  /// its release what it knows is what this code does.
  private func lines(_ name: String, of version: String, otherwise now: [String]) throws -> [String]
  {
    let path = "\(Frozen.root)/\(version)/\(name)"
    if try File.status(path) == nil, ProcessInfo.processInfo.environment["ADNET_UPDATE"] == "1" {
      try File.writeAtomically(
        Array((now.joined(separator: "\n") + "\n").utf8), to: path, mode: 0o644)
    }
    return try File.text(path, limit: 1 << 20).split(separator: "\n").map(String.init)
  }

  /// As `chains.*.operation.phase`.
  private func keys(of tree: JSONTree, _ path: String = "") -> Set<String> {
    switch tree {
    case .object(let fields):
      var found: Set<String> = []
      for (key, value) in fields {
        let isName = ["alpha", "delta"].contains(key) || path.hasSuffix(".left")
        let name = (path.isEmpty ? "" : path + ".") + (isName ? "*" : key)
        found.insert(name)
        found.formUnion(keys(of: value, name))
      }
      return found
    case .array(let elements):
      return elements.reduce(into: []) { $0.formUnion(keys(of: $1, path + "[]")) }
    case .string, .integer, .unsigned, .real, .bool, .null: return []
    }
  }
}

/// The enums in a value, with all words that each can have.
private enum Words {
  static func all(in value: Any) -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    collect(value, into: &found)
    return found
  }

  private static func collect(_ value: Any, into found: inout [String: Set<String>]) {
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .enum {
      guard let type = type(of: value) as? any (CaseIterable & RawRepresentable).Type else {
        found[String(reflecting: Swift.type(of: value))] = ["isn't CaseIterable"]
        return
      }
      let name = String(reflecting: type).split(separator: ".").dropFirst().joined(separator: ".")
      found[name] = words(of: type)
    }
    for child in mirror.children { collect(child.value, into: &found) }
  }

  private static func words<T: CaseIterable & RawRepresentable>(of type: T.Type) -> Set<String> {
    Set(type.allCases.map { "\($0.rawValue)" })
  }
}
