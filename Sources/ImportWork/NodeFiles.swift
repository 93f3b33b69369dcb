import AgentCore
import ForeignNodes
import LinuxSystem

/// The node's ledger, key and other files, on their way to the chain's home and back.
struct NodeFiles {
  let plan: ImportPlan
  /// Of the old node.
  let old: ForeignNode.Account
  /// The chain's own.
  let new: ForeignNode.Account
  let home: String

  func move() throws(Failure) {
    try checkUnused(plan.moves.map(\.from) + plan.moves.map(\.to))
    for move in plan.moves {
      if try File.status(move.to) == nil {
        guard let status = try File.status(move.from) else {
          throw Failure("import_missing", "cannot move \(move.from): it is no longer there")
        }
        guard status.owner == old.user else {
          throw Failure("import_owner", "cannot move \(move.from): it belongs to somebody else now")
        }
        try makeParents(of: move.to)
        try put(move.from, to: move.to, isCopy: move.isCopy)
      }
      try Folder.give(move.to, of: [old.user], to: new.user, group: new.group)
      if move.isCopy { try Folder.give(move.to, of: [0], to: new.user, group: new.group) }
    }
    for leftovers in plan.leftovers {
      try carry(leftovers.marker, leftovers.folder, leftovers.to, old, new)
    }
  }

  func moveBack() throws(Failure) {
    try checkUnused(plan.moves.map(\.from) + plan.moves.map(\.to))
    for leftovers in plan.leftovers {
      try carry(leftovers.marker, leftovers.to, leftovers.folder, new, old)
    }
    for move in plan.moves.reversed() {
      guard try File.status(move.to) != nil else { continue }
      if move.isCopy {
        try File.remove(move.to)
      } else {
        guard try File.status(move.from) == nil else {
          throw Failure(
            "import_in_the_way", "cannot move \(move.to) back: something is at \(move.from) again",
            hint: "move \(move.from) away, then: adnet-agent import \(plan.chain) --undo")
        }
        try Folder.give(move.to, of: [new.user], to: old.user, group: old.group)
        try put(move.to, to: move.from, isCopy: false)
      }
      try removeEmptyParents(of: move.to)
    }
  }

  /// Nobody moves a ledger from below a process.
  private func checkUnused(_ paths: [String]) throws(Failure) {
    let users = try ForeignEye.users(of: paths)
    guard let first = users.first else { return }
    throw Failure(
      "import_in_use", "cannot move the ledger: process \(first) has files of it open",
      hint: "see what it is: ps -fp \(first)", exit: .busy)
  }

  private func put(_ from: String, to: String, isCopy: Bool) throws(Failure) {
    if isCopy {
      let bytes = try File.read(from, limit: 64 * 1024 * 1024)
      try File.writeAtomically(bytes, to: to, mode: 0o600)
    } else {
      try Folder.rename(from, to: to)
      try Folder.sync(Folder.parent(of: from))
    }
    try Folder.sync(Folder.parent(of: to))
  }

  /// What belongs to an account and has the marker in its name.
  private func carry(
    _ marker: String, _ from: String, _ to: String, _ before: ForeignNode.Account,
    _ after: ForeignNode.Account
  ) throws(Failure) {
    guard try File.status(from)?.kind == .folder else { return }
    for name in try Folder.names(in: from) where name.contains(marker) {
      guard try File.status("\(from)/\(name)")?.owner == before.user,
        try File.status("\(to)/\(name)") == nil
      else { continue }
      try makeParents(of: "\(to)/\(name)")
      try Folder.give("\(from)/\(name)", of: [before.user], to: after.user, group: after.group)
      try put("\(from)/\(name)", to: "\(to)/\(name)", isCopy: false)
    }
  }

  /// Below the home, and the chain's own.
  private func makeParents(of path: String) throws(Failure) {
    guard path.hasPrefix(home + "/") else { return }
    var folder = home
    for part in path.dropFirst(home.utf8.count + 1).split(separator: "/").dropLast() {
      folder += "/\(part)"
      if try Folder.make(folder, mode: 0o700) {
        try Folder.give(folder, of: [0], to: new.user, group: new.group)
      }
    }
  }

  private func removeEmptyParents(of path: String) throws(Failure) {
    var folder = Folder.parent(of: path)
    while folder.hasPrefix(home + "/"), try Folder.names(in: folder).isEmpty {
      try Folder.removeEmpty(folder)
      folder = Folder.parent(of: folder)
    }
  }
}
