import Basics

/// Takes the keys of one file after another into a draft, and notes what is wrong.
struct ConfigurationFileReader {
  private(set) var draft = ConfigurationDraft()
  private(set) var problems: [ConfigurationDiagnostic] = []
  /// Where each key was last given, by dotted path.
  private(set) var origins: [String: Configuration.Origin] = [:]
  /// Where the elements of an array were last given.
  private(set) var elementLines: [String: [Int]] = [:]
  private var table = KeyTable()
  private var roles: [ShippedChain: [String]] = [:]
  private var versions: [String: [String]] = [:]
  private var file = ""

  mutating func read(_ source: ConfigurationParser.File) {
    file = source.name
    let root: TextNode
    do {
      root = try TextNode.parse(toml: source.text)
    } catch {
      note(error.line, "this is not TOML: \(error.text)")
      return
    }
    read(root, at: [])
  }

  /// When all files have been read.
  mutating func fillIn() { draft.fillIn(besides: origins) }

  private mutating func read(_ node: TextNode, at path: [String]) {
    guard case .table(let members) = node.value else {
      note(
        node.line, "\(path.joined(separator: ".")) must be a table, not \(node.kind)",
        hint: "write [\(path.joined(separator: "."))]")
      return
    }
    for member in members {
      let below = path + [member.key]
      admitRole(at: below)
      guard admitVersion(member, in: path) else { continue }
      if let key = table.section(path)?.keys.first(where: { $0.name == member.key }) {
        take(member.node, for: key, at: below.joined(separator: "."))
      } else if table.names(in: path).contains(member.key) {
        read(member.node, at: below)
      } else {
        refuse(member, in: path)
      }
    }
  }

  private mutating func take(_ node: TextNode, for key: Key, at path: String) {
    let refusals = key.write(node, &draft)
    for refusal in refusals {
      note(refusal.line ?? node.line, "\(path) \(refusal.text)", hint: refusal.hint)
    }
    guard refusals.isEmpty else { return }
    origins[path] = Configuration.Origin(file: file, line: node.line)
    if case .array(let elements) = node.value { elementLines[path] = elements.map(\.line) }
  }

  /// `[chain.alpha.ports.ROLE]` may have any role: there are keys for it once it has been seen.
  private mutating func admitRole(at path: [String]) {
    guard path.count == 4, path[0] == "chain", path[2] == "ports",
      let chain = ShippedChain(rawValue: path[1]), ChainName(path[3]) != nil,
      table.section(path) == nil
    else { return }
    roles[chain, default: []].append(path[3])
    table = KeyTable(roles: roles, versions: versions)
    draft[chain][port: path[3]] = draft[chain][port: path[3]]
  }

  /// `"alphaos@4.5"` is a key once it has been seen. False when its version can't be one.
  private mutating func admitVersion(_ member: TextNode.Member, in path: [String]) -> Bool {
    let parts = member.key.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2,
      let base = table.section(path)?.keys.first(where: { $0.name == parts[0] && $0.from != nil })
    else { return true }
    let full = (path + [base.name]).joined(separator: ".")
    let version = String(parts[1])
    guard ReleaseID.isVersion(version), VersionOrder.isComparable(version) else {
      note(
        member.node.line, "\(full) can't start at the version \(SettingValue.quoted(version))",
        hint: #"write "\#(base.name)@4.5": numbers with dots between them"#)
      return false
    }
    let known = versions[full] ?? []
    if known.contains(version) { return true }
    // 4.5 and 4.5.0 are one version.
    if let same = known.first(where: {
      VersionOrder.isAtLeast($0, version) == true && VersionOrder.isAtLeast(version, $0) == true
    }) {
      let place = origins["\(full)@\(same)"].map { ", at \($0)" } ?? ""
      note(
        member.node.line, "\(full) has the version \(version) twice",
        hint: "write it as \(SettingValue.quoted("\(base.name)@\(same)"))\(place)")
      return false
    }
    versions[full] = known + [version]
    table = KeyTable(roles: roles, versions: versions)
    return true
  }

  private mutating func refuse(_ member: TextNode.Member, in path: [String]) {
    let name = (path + [member.key]).joined(separator: ".")
    if path == ["chain"] {
      let shipped = ShippedChain.allCases.map(\.rawValue).joined(separator: " and ")
      note(
        member.node.line, "unknown chain \(SettingValue.quoted(member.key))",
        hint: "known chains: \(shipped)")
      return
    }
    if path.count == 3, path[0] == "chain", path[2] == "ports" {
      note(
        member.node.line, "\(SettingValue.quoted(member.key)) is not a valid port role",
        hint: "a role has lowercase letters and digits, at most 16, a letter first")
      return
    }
    note(member.node.line, "unknown key \(name)", hint: hint(for: member.key, in: path))
  }

  private func hint(for word: String, in path: [String]) -> String {
    let known = table.names(in: path)
    func full(_ name: String) -> String { (path + [name]).joined(separator: ".") }
    if let near = SpellingSuggestion.nearest(word, among: known) {
      return "did you mean \(full(near))?"
    }
    let elsewhere = table.keyPaths.filter { $0.hasSuffix(".\(word)") }
    let sameChain = elsewhere.first { $0.hasPrefix(path.prefix(2).joined(separator: ".")) }
    if let other = sameChain ?? elsewhere.first { return "did you mean \(other)?" }
    return "known here: \(known.joined(separator: ", "))"
  }

  private mutating func note(_ line: Int, _ text: String, hint: String? = nil) {
    problems.append(ConfigurationDiagnostic(file: file, line: line, text: text, hint: hint))
  }
}
