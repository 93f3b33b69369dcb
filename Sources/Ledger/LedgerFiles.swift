import Basics
import Glibc
import LinuxSystem

/// The files of a ledger that a backup is of.
struct LedgerFiles {
  let root: String
  /// Shell patterns of further names that are left out.
  let excluded: [String]

  /// Folders before what is in them. What is removed while it is looked at is left out.
  func files() throws(Failure) -> [LedgerFile] {
    guard try File.status(root)?.kind == .folder else {
      throw Failure(
        .ledgerMissing, "cannot find the ledger: \(root) isn't a folder",
        hint: "set ledger.path in agent.toml to the node's ledger")
    }
    var found: [LedgerFile] = []
    try collect("", into: &found)
    return found
  }

  /// From the ledger's folder on, in the same order.
  func leftOut() throws(Failure) -> [String] {
    var found: [String] = []
    try collectLeftOut("", into: &found)
    return found
  }

  func isLeftOut(_ name: String) -> Bool {
    (BackupExclusions.always + excluded).contains { fnmatch($0, name, 0) == 0 }
  }

  private func collect(_ folder: String, into found: inout [LedgerFile]) throws(Failure) {
    for name in try names(folder) where !isLeftOut(name) {
      let path = folder.isEmpty ? name : "\(folder)/\(name)"
      guard let status = try File.status("\(root)/\(path)") else { continue }
      switch status.kind {
      case .regular, .folder: break
      case .link, .other:
        throw Failure(
          .ledgerUnknown, "cannot back up \(root)/\(path): neither a file nor a folder",
          hint: "exclude it with ledger.exclude in agent.toml")
      }
      found.append(
        LedgerFile(
          path: path, size: status.kind == .folder ? 0 : status.size,
          modifiedUnixMs: status.modifiedUnixMilliseconds, mode: status.mode,
          kept: status.kind == .folder ? .folder : .copied))
      if status.kind == .folder { try collect(path, into: &found) }
    }
  }

  private func collectLeftOut(_ folder: String, into found: inout [String]) throws(Failure) {
    for name in try names(folder) {
      let path = folder.isEmpty ? name : "\(folder)/\(name)"
      if isLeftOut(name) {
        found.append(path)
      } else if try File.status("\(root)/\(path)")?.kind == .folder {
        try collectLeftOut(path, into: &found)
      }
    }
  }

  private func names(_ folder: String) throws(Failure) -> [String] {
    do throws(Failure) {
      return try Folder.names(in: folder.isEmpty ? root : "\(root)/\(folder)")
    } catch  where error.isMissing {
      return []
    }
  }
}
