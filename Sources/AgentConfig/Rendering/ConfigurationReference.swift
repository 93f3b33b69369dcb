/// The texts about all keys that are part of the package.
package enum ConfigurationReference {
  /// packaging/agent.toml: every key commented out, with its default.
  package static func agentToml() -> String {
    let draft = ConfigurationDraft()
    var text = """
      # The configuration of adnet-agent.
      #
      # Every key is listed with its default, commented out: remove the "#" in front of a key to
      # change it. Files in agent.toml.d/*.toml override this one key by key, in the order of their
      # names. Durations are a whole number and ms, s, m or h.
      #
      #   adnet-agent config check            reports every error with file and line
      #   adnet-agent config apply --dry-run  shows what would change in the units
      #   adnet-agent config apply            applies it; no node is restarted

      """
    for section in KeyTable().sections {
      text += "\n" + wrapped(section.meaning, at: 98, prefix: "# ") + "[\(section.name)]\n"
      for key in section.keys {
        text += wrapped("\(key.meaning) (\(key.kind))", at: 98, prefix: "# ")
        text += key.commented(draft)
      }
    }
    return text
  }

  /// docs/configuration.md.
  package static func markdown() -> String {
    let draft = ConfigurationDraft()
    var text = """
      # Configuration

      `/etc/adnet-agent/agent.toml`, overridden key by key by `/etc/adnet-agent/agent.toml.d/*.toml`
      in the order of their names. This page is generated from the table of keys that the parser
      uses; a test compares the two.

      A port with a role of your own, `[chain.<chain>.ports.<role>]`, has the same keys as those
      below; it needs `port`, and is neither held nor awaited by default.

      """
    for section in KeyTable().sections {
      text += "\n## `[\(section.name)]`\n\n\(section.meaning)\n\n"
      text += "| key | default | kind | meaning |\n|---|---|---|---|\n"
      for key in section.keys {
        let value = key.read(draft).toml.split(separator: "\n").map { line in
          String(line.drop { $0 == " " })
        }.joined(separator: " ")
        text += "| `\(key.name)` | `\(value)` | \(key.kind) | \(key.meaning) |\n"
      }
    }
    return text
  }

  /// Words in lines of at most `width` bytes.
  private static func wrapped(_ text: String, at width: Int, prefix: String) -> String {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.utf8.count + 1 + word.utf8.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append("\(prefix)\(word)")
      }
    }
    return lines.map { "\($0)\n" }.joined()
  }
}

extension Key {
  /// The key with its default, commented out: `#` without a space, unlike words for people.
  fileprivate func commented(_ draft: ConfigurationDraft) -> String {
    "\(name) = \(read(draft).toml)".split(separator: "\n").map { "#\($0)\n" }.joined()
  }
}
