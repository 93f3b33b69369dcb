public import Basics

/// The file of agent.toml.d that names the nodes' accounts where they aren't the default: the package's
/// upgrade writes it, and `account move` changes nothing but `user` in it.
public struct AccountPins: Hashable, Sendable {
  public static let fileName = "00-accounts.toml"

  public private(set) var text: String

  public init(_ text: String) { self.text = text }

  /// Says nothing: comments alone.
  public var isEmpty: Bool { lines.allSatisfy { Self.key($0) == nil && Self.section($0) == nil } }

  /// - Parameter user: nil for the default.
  public func giving(_ chain: ChainName, _ user: String?) -> AccountPins {
    let table = "chain.\(chain)"
    var new = user.map { "user = \(SettingValue.quoted($0))" }
    var result: [Substring] = []
    var section = ""
    for line in lines {
      if let name = Self.section(line) {
        section = name
      } else if let key = Self.key(line), Self.path(section, key) == "\(table).user" {
        // In its place where it can be.
        if key == "user", let line = new {
          result.append(line[...])
          new = nil
        }
        continue
      }
      result.append(line)
    }
    result = Self.withoutEmptySection(table, result)
    if let new {
      if let index = result.firstIndex(where: { Self.section($0) == table }) {
        result.insert(new[...], at: index + 1)
      } else {
        result += ["[\(table)]", new[...]]
      }
    }
    return AccountPins(result.isEmpty ? "" : result.joined(separator: "\n") + "\n")
  }

  private var lines: [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  private static func withoutEmptySection(_ table: String, _ lines: [Substring]) -> [Substring] {
    guard let index = lines.firstIndex(where: { section($0) == table }) else { return lines }
    let end = lines[(index + 1)...].firstIndex { section($0) != nil } ?? lines.endIndex
    guard lines[(index + 1)..<end].allSatisfy({ words($0).isEmpty }) else { return lines }
    return Array(lines[..<index] + lines[end...])
  }

  private static func words(_ line: Substring) -> String { line.filter { $0 != " " && $0 != "\t" } }

  /// `chain.alpha` of `[chain.alpha]`.
  private static func section(_ line: Substring) -> String? {
    let words = words(line).prefix { $0 != "#" }
    guard words.hasPrefix("["), words.hasSuffix("]") else { return nil }
    return String(words.dropFirst().dropLast())
  }

  private static func key(_ line: Substring) -> String? {
    let words = words(line)
    guard !words.hasPrefix("#"), let end = words.firstIndex(of: "=") else { return nil }
    return String(words[..<end])
  }

  private static func path(_ section: String, _ key: String) -> String {
    section.isEmpty ? key : "\(section).\(key)"
  }
}
