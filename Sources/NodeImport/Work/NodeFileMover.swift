import Basics
import LinuxSystem

/// The node's ledger, safety record, key and other files, on their way to the chain's home and back.
///
/// Both ends belong to accounts that aren't trusted: the old node's, and the one of the chain's nodes. So
/// folders are opened without following a link, what is moved is known by its inode, and only what
/// belongs to the account of before changes hands.
struct NodeFileMover {
  var plan: ImportPlan
  /// Of the old node.
  let old: ForeignNode.Account
  /// The chain's own.
  let new: ForeignNode.Account
  var home: String
  /// Files that this package keeps in the home.
  var notes: [String] = []
  let tell: (String) -> Void

  /// Larger files are no keys, lists or settings.
  private static let largestCopy = 64 * 1024 * 1024

  func move() throws(Failure) {
    try checkUnused(plan.moves.map(\.from) + plan.moves.map(\.to))
    for move in plan.moves {
      let target = try makeParent(of: move.to)
      let name = Folder.name(of: move.to)
      if try target.status(name) == nil {
        try move.isCopy ? copy(move, to: target, as: name) : take(move, to: target, as: name)
      }
      // Once more after a cut; a copy is made with its owner.
      guard !move.isCopy else { continue }
      guard move.isOf(try target.status(name)) else { throw inTheWay(move.to) }
      try target.give(name, of: old.user, to: new.user, group: new.group)
    }
    for leftovers in plan.leftovers {
      try carry(leftovers.marker, leftovers.folder, leftovers.to, old, new)
    }
    try sync()
  }

  /// Names are on the disk one by one; whose the files are only here. The record says nothing of it before.
  private func sync() throws(Failure) { try OpenFolder(home).syncFileSystem() }

  /// Whether all of it could be given to another account, while the old node still runs.
  func check() throws(Failure) {
    for move in plan.moves where move.isFolder {
      let folder = try OpenFolder(Folder.parent(of: move.from))
      guard move.isOf(try folder.status(Folder.name(of: move.from))) else {
        throw changed(move.from)
      }
      try folder.walk(Folder.name(of: move.from))
      try checkRename(to: folder)
    }
    // What is written now is no part of the gap.
    try sync()
  }

  /// Two mounts of one file system have one device number, and nothing is renamed between them.
  private func checkRename(to folder: borrowing OpenFolder) throws(Failure) {
    let own = try OpenFolder(home)
    let name = ".adnet-import-\(Clock.monotonicNanoseconds())"
    try own.create(name, [], user: new.user, group: new.group)
    do throws(Failure) { try own.move(name, to: folder, as: name) } catch {
      try own.remove(name)
      throw Failure(
        error.kind, "cannot move files between \(home) and \(folder.path): \(error.reason)",
        hint:
          "a mount point between the two, even of the same file system, turns each move into a copy",
        exit: .failed)
    }
    try folder.remove(name)
  }

  func moveBack() throws(Failure) {
    try checkUnused(plan.moves.map(\.from) + plan.moves.map(\.to))
    for move in plan.moves.reversed() {
      guard let source = try OpenFolder.ifPresent(Folder.parent(of: move.to)) else { continue }
      if move.isCopy {
        try source.remove(Folder.name(of: move.to))
      } else {
        try giveBack(move, from: source)
      }
      try removeEmptyParents(of: move.to)
    }
    // What this package has noted of the ledger and its record is of no node here any more.
    for note in notes { try remove(note) }
    // Their folder may have been moved itself.
    for leftovers in plan.leftovers {
      try carry(leftovers.marker, leftovers.to, leftovers.folder, new, old)
      try removeEmptyParents(of: "\(leftovers.to)/-")
    }
    try sync()
  }

  /// Whether what was moved is still there to be moved back: no validator begins on another ledger, or
  /// without the record that it had.
  ///
  /// - Parameter place: where the record was after the move; nil where that isn't known.
  func checkThere(record isWanted: Bool, at place: String? = nil) throws(Failure) {
    for move in plan.moves where move.isFolder && move.inode != 0 {
      guard try !isThere(move, move.to), try !isThere(move, move.from) else { continue }
      throw Failure(
        .ledgerLost,
        "cannot give the node back: \(move.to.printable) isn't the file that was taken over from "
          + move.from.printable,
        hint: "put it back there, then: adnet-agent import \(plan.chain) --undo")
    }
    let places = place.map { [$0] } ?? plan.records
    guard isWanted, try record(of: places) == nil, try recordBefore(places) == nil else { return }
    throw Failure(
      .recordLost,
      "cannot give the node back: the validator's safety record isn't at "
        + places.joined(separator: ", nor at ") + ", as a file of \(new.name.printable)",
      hint: "put the newest record there (chown \(new.name.printable)), then: adnet-agent import "
        + "\(plan.chain) --undo; adnet-agent start \(plan.chain) --accept-height goes on without")
  }

  private func isThere(_ move: ImportPlan.Move, _ path: String) throws(Failure) -> Bool {
    guard let folder = try OpenFolder.ifPresent(Folder.parent(of: path)) else { return false }
    return move.isOf(try folder.status(Folder.name(of: path)))
  }

  /// Where a way back that was cut off has brought it already.
  private func recordBefore(_ records: [String]) throws(Failure) -> String? {
    let places =
      plan.moves.map { (from: $0.from, to: $0.to) }
      + plan.leftovers.map { (from: $0.folder, to: $0.to) }
    for path in records {
      for place in places where path.hasPrefix(place.to + "/") {
        let old = place.from + path.dropFirst(place.to.utf8.count)
        if try recordStatus(old) != nil { return old }
      }
    }
    return nil
  }

  /// Where the safety record is now, by the plan; nil when it is nowhere. The newest, since others may have
  /// been left by versions before.
  func record() throws(Failure) -> String? { try record(of: plan.records) }

  private func record(of places: [String]) throws(Failure) -> String? {
    var best: (path: String, modified: Int64)?
    for path in places {
      guard let status = try recordStatus(path) else { continue }
      let modified = status.modifiedUnixMilliseconds
      if best.map({ modified > $0.modified }) ?? true { best = (path, modified) }
    }
    return best?.path
  }

  /// Nil where there is none that a node of the two accounts has written.
  private func recordStatus(_ path: String) throws(Failure) -> FileStatus? {
    guard let folder = try OpenFolder.ifPresent(Folder.parent(of: path)),
      let status = try folder.status(Folder.name(of: path)), status.kind == .regular,
      [old.user, new.user].contains(status.owner)
    else { return nil }
    return status
  }

  /// A file of the chain's account in its home, such as a key that stood on a command line.
  func write(_ text: String, to path: String) throws(Failure) {
    let folder = try makeParent(of: path)
    let name = Folder.name(of: path)
    // Of a try before.
    try folder.remove(name)
    try folder.create(name, Array(text.utf8), user: new.user, group: new.group)
  }

  func remove(_ path: String) throws(Failure) {
    try OpenFolder.ifPresent(Folder.parent(of: path))?.remove(Folder.name(of: path))
  }

  // MARK: -

  /// The check that no process uses the files: a ledger in use is never moved.
  private func checkUnused(_ paths: [String]) throws(Failure) {
    guard let first = try ForeignNodeFinder.users(of: paths).first else { return }
    let name = ProcessFacts.name(first).map { " (\($0.printable))" } ?? ""
    throw Failure(
      .importInUse, "cannot move the ledger: process \(first)\(name) has files of it open",
      hint: "see what it is: ps -fp \(first)")
  }

  private func take(
    _ move: ImportPlan.Move, to target: borrowing OpenFolder, as name: String
  ) throws(Failure) {
    let source = try OpenFolder(Folder.parent(of: move.from))
    let old = Folder.name(of: move.from)
    guard let status = try source.status(old), move.isOf(status), status.owner == self.old.user
    else { throw changed(move.from) }
    try source.move(old, to: target, as: name)
    // What has been put in its place meanwhile goes back.
    guard move.isOf(try target.status(name)) else {
      try target.move(name, to: source, as: old)
      throw changed(move.from)
    }
    try source.sync()
    try target.sync()
  }

  private func copy(
    _ move: ImportPlan.Move, to target: borrowing OpenFolder, as name: String
  ) throws(Failure) {
    let source = try OpenFolder(Folder.parent(of: move.from))
    let bytes = try source.read(
      Folder.name(of: move.from), of: old.user,
      move.inode == 0 ? nil : .init(device: move.device, inode: move.inode),
      limit: Self.largestCopy)
    try target.create(name, bytes, user: new.user, group: new.group)
  }

  /// The folder first, then whose it is: what is cut off between the two is given the next time. What the
  /// old account has put in its place meanwhile is put aside, so that the way back never ends there.
  private func giveBack(
    _ move: ImportPlan.Move, from source: borrowing OpenFolder
  ) throws(Failure) {
    let target = try OpenFolder(Folder.parent(of: move.from))
    let (name, back) = (Folder.name(of: move.to), Folder.name(of: move.from))
    if let status = try source.status(name) {
      let there = try target.status(back)
      if there != nil, !move.isOf(status) || move.inode == 0 && status.owner != new.user {
        // It was never ours to move: what is there is the old account's own affair.
        try putAside(name, in: source)
      } else {
        if there != nil { try putAside(back, in: target) }
        try source.move(name, to: target, as: back)
      }
      try target.sync()
      try source.sync()
    }
    do throws(Failure) {
      try target.give(back, of: new.user, to: old.user, group: old.group)
    } catch  where error.kind == .folderTooDeep {
      // Nothing so deep was ever given away.
      tell(error.text)
    }
  }

  private func putAside(_ name: String, in folder: borrowing OpenFolder) throws(Failure) {
    let new = "\(name).adnet-aside-\(Clock.unixMilliseconds())"
    try folder.move(name, to: folder, as: new)
    tell("\(folder.path)/\(name) isn't what was moved: it is \(new) there now")
  }

  /// The move of files that belong to an account and have the marker in their name.
  private func carry(
    _ marker: String, _ from: String, _ to: String, _ before: ForeignNode.Account,
    _ after: ForeignNode.Account
  ) throws(Failure) {
    guard let source = try OpenFolder.ifPresent(from) else { return }
    for name in try source.names() where name.contains(marker) {
      guard let status = try source.status(name), status.kind == .regular, status.links == 1,
        status.owner == before.user || status.owner == after.user
      else { continue }
      let target = try makeParent(of: "\(to)/\(name)", for: after)
      // A stale one is no record.
      if try target.status(name) != nil { try putAside(name, in: target) }
      try source.move(name, to: target, as: name)
      try target.give(name, of: before.user, to: after.user, group: after.group)
      try target.sync()
      try source.sync()
    }
  }

  /// The folder that a path is in: below the home it is made for the chain's account; elsewhere what is
  /// missing is made for `account`.
  private func makeParent(
    of path: String, for account: ForeignNode.Account? = nil
  ) throws(Failure) -> OpenFolder {
    let parent = Folder.parent(of: path)
    guard parent.hasPrefix(home + "/") else {
      // Never given away where it is there: it may be root's.
      guard let account, try File.status(parent) == nil else { return try OpenFolder(parent) }
      return try makeParent(of: parent, for: account)
        .folder(Folder.name(of: parent), madeFor: account.user, group: account.group)
    }
    var folder = try OpenFolder(home)
    for part in parent.dropFirst(home.utf8.count + 1).split(separator: "/") {
      folder = try folder.folder(String(part), madeFor: new.user, group: new.group)
    }
    return folder
  }

  private func removeEmptyParents(of path: String) throws(Failure) {
    var path = Folder.parent(of: path)
    while path.hasPrefix(home + "/"), let folder = try OpenFolder.ifPresent(path),
      try folder.names().isEmpty
    {
      let parent = Folder.parent(of: path)
      try OpenFolder.ifPresent(parent)?.removeEmpty(Folder.name(of: path))
      path = parent
    }
  }

  private func changed(_ path: String) -> Failure {
    Failure(
      .importChanged,
      "cannot move \(path.printable): it has changed since the import was planned")
  }

  private func inTheWay(_ path: String) -> Failure {
    Failure(
      .importInTheWay, "cannot move a file to \(path.printable): another file exists there",
      hint: "move it away, then: adnet-agent import \(plan.chain) --resume")
  }
}

extension ImportPlan.Move {
  /// Records of 0.2.0 don't say which file it was: then any is taken for it.
  func isOf(_ status: FileStatus?) -> Bool {
    guard let status else { return false }
    return inode == 0 || OpenFolder.Identity(status) == .init(device: device, inode: inode)
  }
}
