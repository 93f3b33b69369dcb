/// One key of agent.toml: its name, what it means, and the place of its value.
///
/// The parser, the shipped agent.toml, the reference in docs and `config show` all follow the same
/// table of keys, so none can know a key that another doesn't.
struct Key: Sendable {
  /// Why a value can't be taken. `line` is that of the array's element, where it is one.
  struct Refusal {
    var line: Int?
    /// Follows the name of the key: `must be a string`.
    let text: String
    let hint: String?
  }

  let name: String
  /// Kind, unit and range, for people.
  let kind: String
  /// One or more sentences, for people.
  let meaning: String
  let read: @Sendable (ConfigurationDraft) -> SettingValue
  let write: @Sendable (TextNode, inout ConfigurationDraft) -> [Refusal]
  /// Of a key that may be given for versions of a program, `"alphaos@4.5"`: that for one of them.
  var from: (@Sendable (String) -> Key)?

  /// As TOML wants it: in quotes where it isn't a bare word.
  var tomlName: String {
    name.contains("@") ? SettingValue.quoted(name) : name
  }
}

/// A table of agent.toml: `[chain.alpha.limits]`.
struct KeySection: Sendable {
  let path: [String]
  let meaning: String
  let keys: [Key]
  /// Of use to few: described once for all chains, and not listed in agent.toml.
  var isSpecial = false

  var name: String { path.joined(separator: ".") }
}
