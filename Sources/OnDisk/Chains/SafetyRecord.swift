import AgentConfig
public import Basics
import LinuxSystem

/// A chain's safety record on the disk: wherever one of its nodes may have left it, and where the owner's
/// node looks for it. It is moved as the nodes' account, while none of them runs.
public struct SafetyRecord {
  private let paths: Paths
  private let chain: ChainName
  private let folder: ChainFolder

  public init(_ paths: Paths, _ chain: ChainName) {
    self.paths = paths
    self.chain = chain
    folder = ChainFolder(paths, chain)
  }

  /// The newest is where the owner's node looks for it, or there is none at all.
  public func isInPlace() throws(Failure) -> Bool {
    guard let storage = try owner(), let newest = try newest() else { return true }
    return newest == place(storage)
  }

  /// The newest that the owner's node can see, remembered as the place for nodes that are started like it.
  public func seen() throws(Failure) -> String? {
    guard let storage = try owner() else {
      throw Failure(.storageUnknown, "cannot look for the safety record: nothing owns the chain")
    }
    let newest = try Self.newest(of: try usable(storage), preferring: place(storage))
    if let newest {
      try remember(
        newest, for: storage, modified: try File.status(newest)?.modifiedUnixMilliseconds ?? 0)
    }
    return newest
  }

  /// The records that the node can use: not those of another account, nor, at another place than the last
  /// known one, those that are older than the last stop.
  private func usable(_ storage: NodeStorage) throws(Failure) -> [String] {
    let known = memo[storage.records[0]]
    var usable: [String] = []
    for path in storage.records {
      guard let status = try File.status(path), status.kind == .regular,
        status.owner == Accounts.effectiveUser,
        path == known?.place || status.modifiedUnixMilliseconds >= known?.modified ?? 0
      else { continue }
      usable.append(path)
    }
    return usable
  }

  /// Brings the newest there; older ones get another name. Done again after any cut, it goes on.
  public func bring(_ say: (String) -> Void) throws(Failure) {
    guard let storage = try owner() else {
      throw Failure(.storageUnknown, "cannot carry the safety record: nothing owns the chain")
    }
    guard let newest = try newest() else { return say(RecordSeen.none) }
    let place = place(storage)
    if newest != place {
      try Self.move(newest, to: place)
      try remember(place, for: storage, modified: 0)
      say("safety record moved from \(newest) to \(place)")
    }
    // Another version might take one for its own.
    for path in try places() where path != place {
      guard try File.status(path)?.kind == .regular else { continue }
      try Folder.rename(path, to: "\(path).adnet-old")
      try Folder.sync(Folder.parent(of: path))
      say("an older safety record is \(path).adnet-old now")
    }
  }

  /// Gives another name to what a node has written that began without a record: it says nothing of what
  /// was signed before.
  public func disown(_ say: (String) -> Void) throws(Failure) {
    guard let storage = try owner() else { return }
    for path in try usable(storage) {
      let new = "\(path).adnet-unsafe-\(Clock.unixMilliseconds())"
      try Folder.rename(path, to: new)
      try Folder.sync(Folder.parent(of: path))
      say("written by a node without the record before, so never used: \(new)")
    }
  }

  /// Acceptance of the current record, however old.
  public func acceptAny() throws(Failure) {
    var memo = memo
    for usual in memo.keys { memo[usual]?.modified = 0 }
    try save(memo)
  }

  // MARK: Where

  private func owner() throws(Failure) -> NodeStorage? {
    guard let owner = folder.current().generation else { return nil }
    return folder.nodeStart(of: owner.number)?.storage(of: chain, paths: paths)
  }

  /// Of every generation that is kept.
  private func places() throws(Failure) -> [String] {
    var places: [String] = []
    for number in try folder.numbers().reversed() {
      for path in folder.nodeStart(of: number)?.storage(of: chain, paths: paths).records ?? []
      where !places.contains(path) {
        places.append(path)
      }
    }
    return places
  }

  private func newest() throws(Failure) -> String? {
    try Self.newest(of: try places(), preferring: try owner().map(place))
  }

  private static func newest(
    of places: [String], preferring preferred: String?
  ) throws(Failure) -> String? {
    var best: (path: String, modified: Int64)?
    for path in places {
      guard let status = try File.status(path), status.kind == .regular else { continue }
      let modified = status.modifiedUnixMilliseconds
      guard let known = best else {
        best = (path, modified)
        continue
      }
      if modified > known.modified || modified == known.modified && path == preferred {
        best = (path, modified)
      }
    }
    return best?.path
  }

  /// Where a node that was started like this has left one before, else where the family has it.
  private func place(_ storage: NodeStorage) -> String {
    let usual = storage.records[0]
    let known = memo[usual]?.place
    return known.flatMap { storage.records.contains($0) ? $0 : nil } ?? usual
  }

  // MARK: What is remembered

  /// By the likeliest place of a command line, which tells command lines apart. Whoever changes it
  /// chooses among the places that the node may look at anyway.
  private var memo: [String: Memo] {
    guard let bytes = try? File.readIfPresent(paths.recordMemo(chain), limit: 64 << 10) else {
      return [:]
    }
    var memo: [String: Memo] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: "\t").map(String.init)
      guard (2...3).contains(parts.count) else { continue }
      memo[parts[0]] = Memo(
        place: parts[1], modified: parts.count == 3 ? Int64(parts[2]) ?? 0 : 0)
    }
    return memo
  }

  private struct Memo: Equatable {
    var place: String
    /// When the one that was seen last was written, in milliseconds since 1970; 0 when none was.
    var modified: Int64
  }

  /// The note of a place, by the likeliest of the command line's places.
  public static func note(_ place: String, for usual: String, modified: Int64 = 0) -> String {
    "\(usual)\t\(place)\t\(modified)\n"
  }

  private func remember(
    _ place: String, for storage: NodeStorage, modified: Int64
  ) throws(Failure) {
    var memo = memo
    let new = Memo(place: place, modified: modified)
    guard memo.updateValue(new, forKey: storage.records[0]) != new else { return }
    try save(memo)
  }

  private func save(_ memo: [String: Memo]) throws(Failure) {
    guard !memo.isEmpty else { return }
    let text = memo.sorted { $0.key < $1.key }
      .map { Self.note($0.value.place, for: $0.key, modified: $0.value.modified) }.joined()
    try File.writeAtomically(Array(text.utf8), to: paths.recordMemo(chain), mode: 0o600)
  }

  // MARK: Moving

  /// Whole at either place at every moment, and at the new one when this returns.
  private static func move(_ from: String, to place: String) throws(Failure) {
    let (old, new) = (Folder.parent(of: from), Folder.parent(of: place))
    try makeFolders(new)
    let device = try File.status(new, following: true)?.device
    if try File.status(from)?.device == device {
      try Folder.rename(from, to: place)
    } else {
      let temporary = "\(place).adnet-new"
      try File.remove(temporary)
      let target = try Descriptor.open(temporary, .create(mode: 0o600))
      try target.copy(try Descriptor.open(from, .readNoFollow))
      try target.sync()
      try Folder.rename(temporary, to: place)
      try Folder.sync(new)
      try File.remove(from)
    }
    try Folder.sync(new)
    try Folder.sync(old)
  }

  private static func makeFolders(_ path: String) throws(Failure) {
    guard try File.status(path, following: true) == nil else { return }
    try makeFolders(Folder.parent(of: path))
    try Folder.make(path, mode: 0o700)
    try Folder.sync(Folder.parent(of: path))
  }
}
