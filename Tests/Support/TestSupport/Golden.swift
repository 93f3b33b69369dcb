import Glibc
import LinuxSystem

/// Files of the repository that have to be what the code prints.
public enum Golden {
  /// A file that isn't what the code prints.
  public struct Outdated: Error, CustomStringConvertible {
    public let description: String
  }

  /// The file's text, which is `text`; the error names the line where it isn't and the command that
  /// rewrites the file. With ADNET_UPDATE=1 in the environment it is written and not compared.
  ///
  /// - Parameter path: from the root of the repository.
  public static func file(
    _ path: String, _ text: String, test: String = #filePath
  ) throws -> String {
    let found = "\(try root(of: test))/\(path)"
    if getenv("ADNET_UPDATE") != nil {
      try Folder.make(Folder.parent(of: found))
      try File.writeAtomically(Array(text.utf8), to: found)
    }
    let old = try File.readIfPresent(found, limit: 1 << 20).map {
      String(decoding: $0, as: UTF8.self)
    }
    if let old, old == text { return text }
    let suite = Folder.name(of: test).replacing(".swift", with: "")
    throw Outdated(
      description: """
        \(path) \(old.map { difference($0, text) } ?? "is missing")
        rewrite it, then read git diff: ADNET_UPDATE=1 swift test --skip-build --filter \(suite)
        """)
  }

  /// The text of a file that nobody prints.
  ///
  /// - Parameter path: from the root of the repository.
  public static func text(_ path: String, test: String = #filePath) throws -> String {
    try File.text("\(try root(of: test))/\(path)", limit: 1 << 20)
  }

  /// The first line that differs.
  private static func difference(_ old: String, _ new: String) -> String {
    let (old, new) = (lines(old), lines(new))
    let same = zip(old, new).prefix { $0 == $1 }.count
    func line(_ lines: [Substring]) -> String {
      same < lines.count ? "\(lines[same])" : "(its end)"
    }
    return "line \(same + 1) is\n  \(line(old))\nand the code prints\n  \(line(new))"
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static func root(of test: String) throws -> String {
    var root = Folder.parent(of: test)
    while try File.status("\(root)/Package.swift", following: true) == nil, root != "/" {
      root = Folder.parent(of: root)
    }
    return root
  }
}
