import Basics
import FoundationEssentials
import LinuxSystem
import TestSupport
import Testing

@testable import OnDisk

/// What released versions have written: Tests/Frozen/<version>, which nobody edits.
enum Frozen {
  static let root: String = {
    let tests = Folder.parent(of: Folder.parent(of: #filePath))
    return "\(tests)/Frozen"
  }()

  /// The released ones, the oldest first.
  static let versions: [String] = {
    // Without the list there is no such test, and the tests that count what there is fail.
    let text = (try? File.text("\(root)/versions", limit: 1 << 16)) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
  }()

  struct Item: Sendable, CustomTestStringConvertible {
    let version: String
    /// Below the version's folder.
    let name: String
    var path: String { "\(Frozen.root)/\(version)/\(name)" }
    var testDescription: String { "\(version)/\(name)" }

    func text() throws -> String { try File.text(path, limit: 4 << 20) }
    func bytes() throws -> [UInt8] { Array(try text().utf8) }
  }

  /// All files of all versions whose path fits.
  static func files(_ fits: (String) -> Bool) -> [Item] {
    versions.flatMap { version in
      names(below: "\(root)/\(version)").filter(fits).map { Item(version: version, name: $0) }
    }
  }

  private static func names(below folder: String, _ prefix: String = "") -> [String] {
    let names = (try? Folder.names(in: folder)) ?? []
    return names.sorted().flatMap { name in
      let kind = (try? File.status("\(folder)/\(name)"))??.kind
      return kind == .folder
        ? self.names(below: "\(folder)/\(name)", "\(prefix)\(name)/") : [prefix + name]
    }
  }

  /// A host as a version has left it: each of its `disk` folders.
  static let disks: [Item] = files { $0.hasPrefix("disk/") && $0.hasSuffix("/links.txt") }

  /// Its files and links in a folder of the test's own.
  static func host(_ links: Item) throws -> (TestFolder, Paths) {
    let folder = TestFolder()
    let prefix = String(links.name.dropLast("links.txt".count))
    for item in files({ $0.hasPrefix(prefix) && !$0.hasSuffix("links.txt") })
    where item.version == links.version {
      try folder.file(String(item.name.dropFirst(prefix.count)), try item.text())
    }
    for line in try links.text().split(separator: "\n") {
      let parts = line.split(separator: " ")
      let name = String(parts[0])
      try folder.folder(Folder.parent(of: name))
      try Folder.link("\(folder.path)\(name)", to: String(parts[2]))
    }
    return (folder, Paths(root: folder.path))
  }

  static func tree(_ bytes: [UInt8]) throws -> JSONTree {
    try JSONDecoder().decode(JSONTree.self, from: Data(bytes))
  }

  static func tree(of value: some Encodable) throws -> JSONTree {
    try JSONDecoder().decode(JSONTree.self, from: JSONEncoder().encode(value))
  }
}

extension JSONTree {
  /// Where the first value is that the other hasn't, or has otherwise; nil when all of it is there.
  func firstDifference(in other: JSONTree, at path: String = "") -> String? {
    switch (self, other) {
    case (.object(let mine), .object(let theirs)):
      for (key, value) in mine.sorted(by: { $0.key < $1.key }) {
        guard let same = theirs[key] else { return "\(path).\(key) is missing" }
        if let lost = value.firstDifference(in: same, at: "\(path).\(key)") { return lost }
      }
      return nil
    case (.array(let mine), .array(let theirs)):
      guard mine.count == theirs.count else { return "\(path) has \(theirs.count) elements" }
      for (index, (one, two)) in zip(mine, theirs).enumerated() {
        if let lost = one.firstDifference(in: two, at: "\(path)[\(index)]") { return lost }
      }
      return nil
    default: return self == other ? nil : "\(path) is \(other), was \(self)"
    }
  }
}
