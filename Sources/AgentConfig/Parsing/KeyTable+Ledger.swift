extension KeyTable {
  static func ledger(_ path: [String], _ place: ConfigurationDraftField<ChainConfiguration.Ledger>)
    -> KeySection
  {
    KeySection(
      path: path + ["ledger"],
      meaning:
        "The ledger when another program takes it over. Placeholders as in command.",
      keys: [
        .text(
          "path", place.at(\.path), kind: "path",
          "Its path, below the node's home; empty for the one in the node's own command (--storage or --ledger-storage), and without that {home}/.aleo/storage/ledger-N, N being the network of its --network (0 without), or {home}/.ledger-N-ID for a node with --dev ID.",
          rule: TextRules.ledgerOrNone),
        .text(
          "adnet_path", place.at(\.unifiedPath), kind: "path",
          "Its path for the unified program, on the same file system; empty for the one in its command, and without that the same path. The ledger is moved there and back.",
          rule: TextRules.ledgerOrNone),
        .flag(
          "backup", place.at(\.backsUp),
          "Whether a backup of its files is kept in the same directory until `adnet-agent migrate finish`. Keys and the proposal cache are never part of it."
        ),
        .texts(
          "exclude", place.at(\.excluded), 0...32, kind: "array of strings", distinct: true,
          "Name patterns of further files that aren't part of it, such as `*.log.old`.",
          rule: TextRules.pattern),
        .bytes(
          "copy_limit", place.at(\.copyLimit), 0...1 << 50,
          "How much of it may be copied while the node is down: the files that may change, if the file system can't share blocks (XFS and btrfs can)."
        ),
        .texts(
          "convert", place.at(\.conversion), 0...200, kind: "array of strings", distinct: false,
          "The unified program's arguments that convert it; none if it needs no conversion. They run as the node's account, and again after a power cut. Once the program has run on the converted ledger there is no way back.",
          rule: TextRules.argument),
        .duration(
          "convert_timeout", place.at(\.conversionMilliseconds), 1_000...86_400_000, step: 1_000,
          "How long the conversion may take before it is killed and undone."),
      ])
  }
}

extension TextRules {
  @Sendable static func ledger(_ text: String) -> TextVerdict {
    guard text.hasPrefix("/") || text.hasPrefix("{home}/"), text.utf8.count <= 400,
      !text.hasSuffix("/"), text.split(separator: "/").allSatisfy({ $0 != ".." && $0 != "." })
    else {
      return .refused("not an absolute path", hint: #"write "{home}/ledger""#)
    }
    return argument(text)
  }

  @Sendable static func ledgerOrNone(_ text: String) -> TextVerdict {
    text.isEmpty ? .taken(text) : ledger(text)
  }

  @Sendable static func pattern(_ text: String) -> TextVerdict {
    text.isEmpty || text.contains("/") || text.utf8.count > 100
      ? .refused("not a name pattern", hint: #"write "*.old", without a slash"#)
      : argument(text)
  }
}
