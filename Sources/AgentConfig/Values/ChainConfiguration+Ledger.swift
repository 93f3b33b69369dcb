extension ChainConfiguration {
  /// Of mainnet, as snarkOS has it (docs/nodes.md).
  public static let usualLedger = "{home}/.aleo/storage/ledger-0"

  /// Where the chain's own program has the ledger, still with its placeholders.
  public var ownLedger: String {
    ledger.path.isEmpty ? Self.storage(in: command.own) ?? Self.usualLedger : ledger.path
  }

  /// Where the unified program looks for it.
  public var unifiedLedger: String {
    guard ledger.unifiedPath.isEmpty else { return ledger.unifiedPath }
    return Self.storage(in: command.unified)
      ?? (ledger.path.isEmpty ? Self.usualLedger : ledger.path)
  }

  /// What a command says with one of snarkOS's two flags; nil for what is no path of ours.
  private static func storage(in arguments: [String]) -> String? {
    for (index, word) in arguments.enumerated() {
      for flag in ["--storage", "--ledger-storage"] {
        let value =
          word == flag && index + 1 < arguments.count
          ? arguments[index + 1]
          : word.hasPrefix("\(flag)=") ? String(word.dropFirst(flag.count + 1)) : nil
        if let value, case .taken = TextRules.ledger(value) { return value }
      }
    }
    return nil
  }
}
