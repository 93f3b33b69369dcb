import AgentCore

extension ChainConfiguration {
  /// Where the chain's own program has the ledger, still with its placeholders.
  public var ownLedger: String { ownLedger(of: command.own) }

  /// Where the unified program looks for it.
  public var unifiedLedger: String { unifiedLedger(of: command.unified) }

  /// Where a program has it, as its node sees the path.
  public func ledger(of program: String) -> String {
    let isUnified = program == ChainSettings.unifiedProgram
    return Template.fill(
      isUnified ? unifiedLedger : ownLedger,
      with: placeholderValues(program: program, home: Paths().nodeHome(name)))
  }

  func ownLedger(of arguments: [String]) -> String {
    ledger.path.isEmpty ? Self.ledger(in: arguments) : ledger.path
  }

  func unifiedLedger(of arguments: [String]) -> String {
    guard ledger.unifiedPath.isEmpty else { return ledger.unifiedPath }
    return Self.storage(in: arguments)
      ?? (ledger.path.isEmpty ? Self.ledger(in: arguments) : ledger.path)
  }

  private static func ledger(in arguments: [String]) -> String {
    storage(in: arguments) ?? usualLedger(arguments)
  }

  /// snarkOS's own choice (docs/nodes.md); what isn't understood is taken for mainnet.
  private static func usualLedger(_ arguments: [String]) -> String {
    let said = value(of: ["--network"], in: arguments) { _ in true } ?? ""
    let network =
      ["mainnet", "testnet", "canary"].firstIndex(of: said) ?? UInt16(said).map(Int.init) ?? 0
    let identity = value(of: ["--dev"], in: arguments) { UInt16($0) != nil }
    return identity.map { "{home}/.ledger-\(network)-\($0)" }
      ?? "{home}/.aleo/storage/ledger-\(network)"
  }

  /// What a command says with one of snarkOS's two flags; nil for what is no path of ours.
  private static func storage(in arguments: [String]) -> String? {
    value(of: ["--storage", "--ledger-storage"], in: arguments) {
      if case .taken = TextRules.ledger($0) { true } else { false }
    }
  }

  private static func value(
    of flags: [String], in arguments: [String], where isTaken: (String) -> Bool
  ) -> String? {
    for (index, word) in arguments.enumerated() {
      for flag in flags {
        let value =
          word == flag && index + 1 < arguments.count
          ? arguments[index + 1]
          : word.hasPrefix("\(flag)=") ? String(word.dropFirst(flag.count + 1)) : nil
        if let value, isTaken(value) { return value }
      }
    }
    return nil
  }
}
