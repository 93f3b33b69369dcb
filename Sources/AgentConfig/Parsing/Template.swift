import Basics

/// A node's argument with placeholders: `{rest.endpoint}`, `{home}`; `{{` and `}}` are braces.
enum Template {
  enum Part: Hashable {
    case text(String)
    case placeholder(String)
  }

  static let braceHint =
    "a placeholder is a name in braces, as in {home}; write {{ or }} for a brace"

  /// Nil when braces don't pair up.
  static func parts(of template: String) -> [Part]? {
    var parts: [Part] = []
    var text = ""
    var rest = template[...]
    while let character = rest.popFirst() {
      switch (character, rest.first) {
      case ("{", "{"), ("}", "}"):
        text.append(character)
        rest.removeFirst()
      case ("{", _):
        guard let end = rest.firstIndex(of: "}"), !rest[..<end].contains("{") else { return nil }
        if !text.isEmpty { parts.append(.text(text)) }
        text = ""
        parts.append(.placeholder(String(rest[..<end])))
        rest = rest[rest.index(after: end)...]
      case ("}", _): return nil
      default: text.append(character)
      }
    }
    return text.isEmpty ? parts : parts + [.text(text)]
  }

  static func problem(in template: String) -> String? {
    parts(of: template) == nil ? "its braces don't pair up" : nil
  }

  static func placeholders(in template: String) -> [String] {
    (parts(of: template) ?? []).compactMap {
      switch $0 {
      case .text: nil
      case .placeholder(let name): name
      }
    }
  }

  /// Nil when a placeholder has no value.
  static func fill(_ template: String, with values: [String: String]) -> String? {
    var text = ""
    for part in parts(of: template) ?? [.text(template)] {
      switch part {
      case .text(let more): text += more
      case .placeholder(let name):
        guard let value = values[name] else { return nil }
        text += value
      }
    }
    return text
  }

  /// An option of which a placeholder has no value is left out: the parser lets none through, and no
  /// node is ever started with the placeholder itself.
  static func fill(words: [String], with values: [String: String]) -> [String] {
    OptionWords.groups(words).flatMap { group in
      let filled = group.words.compactMap { fill($0, with: values) }
      return filled.count == group.words.count || group.name.isEmpty ? filled : []
    }
  }
}

extension ChainConfiguration {
  /// The values of placeholders in the arguments of a unit of this chain.
  func placeholderValues(program: String, home: String) -> [String: String] {
    var values = ["home": home, "chain": name.text, "program": program]
    for port in ports {
      values["\(port.role).address"] = port.address
      values["\(port.role).port"] = "\(port.port)"
      values["\(port.role).endpoint"] = port.endpoint
    }
    return values
  }
}

extension Configuration {
  /// The values of placeholders in the arguments of adnet.service.
  func placeholderValues(program: String) -> [String: String] {
    var values = ["program": program]
    for chain in orderedChains {
      let own = chain.placeholderValues(program: program, home: Paths().nodeHome(chain.name))
      for (name, value) in own where name != "program" && name != "chain" {
        values["\(chain.name).\(name)"] = value
      }
    }
    return values
  }
}
