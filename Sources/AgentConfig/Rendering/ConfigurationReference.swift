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
    for section in KeyTable().sections where !section.isSpecial {
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
    for section in KeyTable().sections where !section.isSpecial {
      text += "\n## `[\(section.name)]`\n\n\(section.meaning)\n\n" + table(section, draft)
    }
    return text + queries(draft)
  }

  private static func table(_ section: KeySection, _ draft: ConfigurationDraft) -> String {
    var text = "| key | default | kind | meaning |\n|---|---|---|---|\n"
    for key in section.keys {
      let value = key.read(draft).toml.split(separator: "\n").map { line in
        String(line.drop { $0 == " " })
      }.joined(separator: " ")
      text += "| `\(key.name)` | `\(value)` | \(key.kind) | \(key.meaning) |\n"
    }
    return text
  }

  /// The sections that every chain has with the same keys.
  private static func queries(_ draft: ConfigurationDraft) -> String {
    let path = ["chain", ShippedChain.allCases[0].rawValue, "probe"]
    let sections = KeyTable().sections.filter { $0.isSpecial && $0.path.starts(with: path) }
    guard let first = sections.first else { return "" }
    let rows = sections.map { "| `\($0.path[path.count])` | \($0.meaning) |\n" }.joined()
    return """

      ## `[chain.<chain>.probe.<query>]`

      How the node is queried, if it doesn't answer as the snarkOS family does. Each query has the same keys;
      empty keys stand for the family's way. `adnet-agent probe try CHAIN` shows what each query gets, before
      `config apply`.

      | query | answer |
      |---|---|
      \(rows)
      \(table(first, draft))
      A node with JSON fields, one with JSON-RPC, and one with metrics only:

      ```toml
      [chain.alpha.probe]
      height = { path = "/api/v1/status", field = "chain.height" }
      sync = { path = "/api/v1/status", field = "state", equals = "synced" }
      ready = { path = "/health", field = "status", equals = "ok" }
      ```

      ```toml
      [chain.alpha.probe]
      height = { path = "/", body = '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}', field = "result" }
      sync = { path = "/", body = '{"jsonrpc":"2.0","id":1,"method":"eth_syncing","params":[]}', field = "result", equals = "false" }
      ```

      ```toml
      [chain.alpha.probe]
      height = { metric = "node_chain_height" }
      ```

      """
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
