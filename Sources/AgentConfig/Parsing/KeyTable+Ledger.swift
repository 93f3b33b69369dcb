extension KeyTable {
  static func ledger(_ path: [String], _ place: Place<ChainConfiguration.Ledger>) -> KeySection {
    KeySection(
      path: path + ["ledger"],
      meaning:
        "What happens to the ledger when another program gets it. Placeholders as in command.",
      keys: [
        .text(
          "path", place.at(\.path), kind: "path",
          "Where the node has it, below its home; empty for what its own command says with --storage or --ledger-storage, and without those {home}/.aleo/storage/ledger-N, N being the network of its --network (0 without), or {home}/.ledger-N-ID for a node with --dev ID.",
          rule: TextRules.ledgerOrNone),
        .text(
          "adnet_path", place.at(\.unifiedPath), kind: "path",
          "Where the unified program looks for it, on the same file system; empty for what its command says, and without that the same place. It is moved there and back.",
          rule: TextRules.ledgerOrNone),
        .flag(
          "backup", place.at(\.backsUp),
          "Whether its files are kept as they are, beside it, until `adnet-agent migrate finish`. Keys and the proposal cache are never in it."
        ),
        .texts(
          "exclude", place.at(\.excluded), 0...32, kind: "array of strings", distinct: true,
          "Patterns of names of further files that are no part of it, such as `*.log.old`.",
          rule: TextRules.pattern),
        .bytes(
          "copy_limit", place.at(\.copyLimit), 0...1 << 50,
          "How much of it may be copied while the node is away: what may change, where the file system can't share blocks (XFS and btrfs can)."
        ),
        .texts(
          "convert", place.at(\.conversion), 0...200, kind: "array of strings", distinct: false,
          "The unified program's arguments that convert it; none where it needs no conversion. They are run as the node's account, and again after a power cut. Once the program has run on what was converted there is no way back.",
          rule: TextRules.argument),
        .duration(
          "convert_timeout", place.at(\.conversionMilliseconds), 1_000...86_400_000, step: 1_000,
          "How long that may take before it is killed and undone."),
      ])
  }
}

extension TextRules {
  @Sendable static func ledger(_ text: String) -> TextVerdict {
    guard text.hasPrefix("/") || text.hasPrefix("{home}/"), text.utf8.count <= 400,
      !text.hasSuffix("/"), text.split(separator: "/").allSatisfy({ $0 != ".." && $0 != "." })
    else {
      return .refused("that is no absolute path", hint: #"write "{home}/ledger""#)
    }
    return argument(text)
  }

  @Sendable static func ledgerOrNone(_ text: String) -> TextVerdict {
    text.isEmpty ? .taken(text) : ledger(text)
  }

  @Sendable static func pattern(_ text: String) -> TextVerdict {
    text.isEmpty || text.contains("/") || text.utf8.count > 100
      ? .refused("that is no pattern of a name", hint: #"write "*.old", without a slash"#)
      : argument(text)
  }
}
