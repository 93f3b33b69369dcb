import Basics

extension ChainConfiguration {
  /// Where the chain's own program has the ledger, still with its placeholders.
  public var ownLedger: String { ownLedger(of: command.own) }

  /// Where the unified program looks for it.
  public var unifiedLedger: String { unifiedLedger(of: command.unified) }

  /// Where a program has it, as its node sees the path.
  public func ledger(of program: String) -> String {
    let isUnified = program == ProgramName.unified
    let path = isUnified ? unifiedLedger : ownLedger
    return Template.fill(
      path, with: placeholderValues(program: program, home: Paths().nodeHome(name))) ?? path
  }

  func ownLedger(of arguments: [String]) -> String {
    ledger.path.isEmpty ? Self.ledger(in: arguments) : ledger.path
  }

  func unifiedLedger(of arguments: [String]) -> String {
    guard ledger.unifiedPath.isEmpty else { return ledger.unifiedPath }
    return Self.storage(in: arguments)
      ?? (ledger.path.isEmpty ? Self.ledger(in: arguments) : ledger.path)
  }

  /// The node's own choice where nothing is said.
  private static func ledger(in arguments: [String]) -> String {
    storage(in: arguments)
      ?? NodeStorage(arguments.filter { !$0.contains("storage") }, home: "{home}").ledger
  }

  /// The path in a command after one of snarkOS's two flags; nil if it isn't usable here.
  private static func storage(in arguments: [String]) -> String? {
    NodeStorage.value(of: ["--storage", "--ledger-storage"], in: arguments) {
      if case .taken = TextRules.ledger($0) { true } else { false }
    }
  }
}
