import AgentConfig
public import AgentCore
import LinuxSystem

/// Whose a chain's home is: the account's that its owner's node runs as. Where that becomes another one,
/// a mark asks for the home to be given to it, and no supervisor starts a node before that is done.
public struct ChainHome {
  private let paths: Paths
  private let chain: ChainName
  private let folder: ChainFolder

  public init(_ paths: Paths, _ chain: ChainName) {
    self.paths = paths
    self.chain = chain
    folder = ChainFolder(paths, chain)
  }

  /// Whether it is the account's, or isn't there yet.
  public func belongs(to account: String) throws(Failure) -> Bool {
    guard let status = try File.status(paths.nodeHome(chain)) else { return true }
    return status.owner == Accounts.user(named: account)?.id
  }

  /// Durable before the chain's link moves to a generation with `account`.
  public func ask(for account: String) throws(Failure) {
    let words = "nobody until adnet-home@\(chain).service has given its home to \(account)\n"
    try File.writeAtomically(Array(words.utf8), to: paths.homeMark(chain), mode: 0o644)
  }

  /// Gives it, with the chain's lock; nil where nobody asked. What is cut off is done again.
  ///
  /// Only what belongs to an account that ran the chain's nodes changes hands, and links are never
  /// followed: whoever can write there gets nothing that is anybody else's.
  public func give() throws(Failure) -> (account: String, count: Int)? {
    guard try File.status(paths.homeMark(chain)) != nil else { return nil }
    let lock = try ChainLockFile(paths, chain).take()
    guard let owner = folder.current().generation, let start = folder.nodeStart(of: owner.number)
    else {
      throw Failure("home_unknown", "cannot tell whose home \(paths.nodeHome(chain)) is to be")
    }
    guard let account = Accounts.user(named: start.user), account.id != 0 else {
      throw Failure(
        "account_missing",
        "cannot give away \(paths.nodeHome(chain)): no node runs as \(start.user)")
    }
    let count = try Folder.give(
      paths.nodeHome(chain), of: try before().subtracting([account.id]), to: account.id,
      group: account.group)
    // Not before all of that is on the disk.
    try Folder.syncFileSystem(paths.nodeHome(chain))
    try File.remove(paths.homeMark(chain))
    try Folder.sync(paths.chain(chain))
    _ = consume lock
    return (account.name, count)
  }

  /// All that have run nodes of this chain, or that the package has for it.
  private func before() throws(Failure) -> Set<UInt32> {
    var names: Set = ["adnet-\(chain)", "adnet-node"]
    for number in try folder.numbers() {
      if let user = folder.nodeStart(of: number)?.user { names.insert(user) }
    }
    return Set(names.compactMap { Accounts.user(named: $0)?.id }).subtracting([0])
  }
}
