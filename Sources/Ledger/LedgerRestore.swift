import Basics
import Glibc
import LinuxSystem

/// Puts the backup in the place of a converted ledger. The backup stays; so do keys and the proposal
/// cache that are there now.
struct LedgerRestore {
  let places: LedgerPlaces
  /// The places of the ledger: where it is to be, and where the program that converted it has it.
  let here: String
  let there: String
  let excluded: [String]

  func run() throws(Failure) {
    if try File.status(places.replaced) == nil {
      try build(try LedgerManifest.read(in: places.backup))
      let converted = try File.status(there) != nil ? there : here
      try Folder.rename(converted, to: places.replaced)
      try sync()
    }
    if try File.status(here) == nil {
      // Complete, or what it replaces would still be in its place.
      try Folder.rename(places.fresh, to: here)
      try sync()
    }
    try carry()
    try Folder.removeTree(places.replaced)
    try sync()
  }

  private func build(_ manifest: LedgerManifest) throws(Failure) {
    try Folder.removeTree(places.fresh)
    try Folder.make(places.fresh, mode: 0o700)
    for file in manifest.files {
      let (from, to) = ("\(places.backup)/files/\(file.path)", "\(places.fresh)/\(file.path)")
      switch file.kept {
      case .folder: try Folder.make(to, mode: file.mode)
      case .linked:
        try check(file, at: from)
        guard link(from, to) == 0 else { throw Failure(cannot: "link \(from)", errno: errno) }
      case .shared, .copied:
        _ = try LedgerKeeper.copy(
          from, to: to, mode: file.mode, sharing: file.kept == .shared)
      }
    }
    for file in manifest.files.reversed() where file.kept == .folder {
      try Folder.sync("\(places.fresh)/\(file.path)")
    }
    try Folder.sync(places.fresh)
  }

  /// The ledger that was converted had the same file.
  private func check(_ file: LedgerFile, at path: String) throws(Failure) {
    let status = try File.status(path)
    guard status?.size == file.size, status?.modifiedUnixMilliseconds == file.modifiedUnixMs else {
      throw Failure(
        .backupChanged,
        "cannot restore the ledger: the conversion has changed \(path), which must never change",
        hint: "restore the ledger from a snapshot of your own")
    }
  }

  /// Takes along from the replaced ledger the files that no backup has.
  private func carry() throws(Failure) {
    guard try File.status(places.replaced) != nil else { return }
    for path in try LedgerFiles(root: places.replaced, excluded: excluded).leftOut() {
      let to = "\(here)/\(path)"
      guard try File.status(to) == nil else { continue }
      try LedgerJob.makeParents(of: to)
      try Folder.rename("\(places.replaced)/\(path)", to: to)
      try Folder.sync(Folder.parent(of: to))
    }
  }

  private func sync() throws(Failure) {
    for path in Set([here, there, places.own].map { Folder.parent(of: $0) }).sorted()
    where try File.status(path) != nil {
      try Folder.sync(path)
    }
  }
}
