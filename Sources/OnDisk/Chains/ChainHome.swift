public import AgentConfig
public import Basics
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

  /// Sees to it that the home is the account's before a node is started as it: durable before the
  /// chain's link moves to a generation with `account`.
  ///
  /// - Parameter before: the account of what owns the chain; nil where that isn't known.
  public func see(to account: String, before: String?) throws(Failure) {
    if try belongs(to: account) {
      let isAsked = try File.status(paths.homeMark(chain)) != nil
      if isAsked, try File.status(paths.homeBegun(chain)) == nil {
        // Asked for somebody else, and nothing of it was done: the way back needs nothing.
        try File.remove(paths.homeMark(chain))
        try Folder.sync(paths.chain(chain))
        return
      }
      guard isAsked || (before ?? account) != account else { return }
    }
    try ask(for: account)
  }

  /// Whether it is the account's, or isn't there yet. Root may have put a link in its place.
  private func belongs(to account: String) throws(Failure) -> Bool {
    guard let status = try File.status(paths.nodeHome(chain), following: true) else { return true }
    return status.owner == Accounts.user(named: account)?.id
  }

  /// Sees to it that the safety record is where the next node looks for it before that is started:
  /// durable before the chain's link moves.
  public func seeToRecord(from before: NodeStart?, to next: NodeStart) throws(Failure) {
    let mark = paths.recordMark(chain)
    let isAsked = try File.status(mark) != nil
    let stays =
      before?.storage(of: chain, paths: paths)
      .sharesRecord(with: next.storage(of: chain, paths: paths)) ?? true
    guard isAsked || !stays else { return }
    try File.writeAtomically([], to: mark, mode: 0o644)
    if try File.status(paths.homeMark(chain)) == nil { try ask(Self.record(chain)) }
  }

  private static func record(_ chain: ChainName) -> String {
    "nobody until its safety record is in its place, says adnet-home@\(chain).service\n"
  }

  private func ask(_ words: String) throws(Failure) {
    try File.writeAtomically(Array(words.utf8), to: paths.homeMark(chain), mode: 0o644)
  }

  func ask(for account: String) throws(Failure) {
    try ask("nobody until adnet-home@\(chain).service has given its home to \(account)\n")
  }

  /// Gives it, with the chain's lock; nil where nobody asked. What is cut off is done again.
  ///
  /// Only what belongs to an account that ran the chain's nodes changes hands, and links are never
  /// followed: whoever can write there gets nothing that is anybody else's.
  public func give() throws(Failure) -> (account: String, count: Int)? {
    guard let asked = try File.readIfPresent(paths.homeMark(chain), limit: 1_024) else {
      return nil
    }
    let lock = try ChainLockFile(paths, chain).take()
    guard let owner = folder.current().generation, let start = folder.nodeStart(of: owner.number)
    else {
      throw Failure(.homeUnknown, "cannot tell which account should own \(paths.nodeHome(chain))")
    }
    guard let account = Accounts.user(named: start.user), account.id != 0 else {
      throw Failure(
        .accountMissing,
        "cannot give away \(paths.nodeHome(chain)): no node runs as \(start.user)")
    }
    var count = 0
    if asked != Array(Self.record(chain).utf8) {
      try File.writeAtomically([], to: paths.homeBegun(chain), mode: 0o644)
      let home = try Folder.resolved(paths.nodeHome(chain))
      count = try Folder.give(
        home, of: try before().subtracting([account.id]), to: account.id, group: account.group,
        except: try othersHomes())
      // Not before all of that is on the disk.
      try Folder.syncFileSystem(home)
    }
    if try File.status(paths.recordMark(chain)) != nil {
      guard try SafetyRecord(paths, chain).isInPlace() else {
        // What carries it needs the home to be its account's.
        try ask(Self.record(chain))
        try File.remove(paths.homeBegun(chain))
        return (account.name, count)
      }
      try File.remove(paths.recordMark(chain))
    }
    try File.remove(paths.homeMark(chain))
    try File.remove(paths.homeBegun(chain))
    try Folder.sync(paths.chain(chain))
    _ = consume lock
    return (account.name, count)
  }

  /// Of chains whose nodes may run meanwhile, wherever they are mounted.
  private func othersHomes() throws(Failure) -> Set<OpenFolder.Identity> {
    var homes: Set<OpenFolder.Identity> = []
    for other in try Folder.names(in: Folder.parent(of: paths.nodeHome(chain)))
    where other != chain.text {
      let path = "\(Folder.parent(of: paths.nodeHome(chain)))/\(other)"
      if let status = try File.status(path, following: true) { homes.insert(.init(status)) }
    }
    return homes
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
