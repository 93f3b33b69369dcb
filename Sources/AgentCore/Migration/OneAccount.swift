public import Basics

/// The rule that what one process writes belongs to one account.
public enum OneAccount {
  /// The reason why one process can't run all the chains; nil when it can.
  public static func refusal(_ accounts: [(chain: ChainName, account: String)]) -> String? {
    guard Set(accounts.map(\.account)).count > 1 else { return nil }
    let list = accounts.map { "\($0.chain) has \($0.account)" }.joined(separator: ", ")
    return "one process can't use the accounts of all its chains: \(list)"
  }
}
