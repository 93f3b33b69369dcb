import AgentConfig
import Basics
import LinuxSystem

/// Files to be written and removed, as near to one step as a file system lets us.
struct DropInChanges {
  var written: [(path: String, text: String)] = []
  var removed: [String] = []

  var isEmpty: Bool { written.isEmpty && removed.isEmpty }
  var files: [String] { (written.map(\.path) + removed).sorted() }

  /// Writes what needs room on the disk first: when that fails, nothing has changed.
  func write() throws(Failure) {
    var staged: [String] = []
    do throws(Failure) {
      for (path, text) in written {
        let folder = Folder.parent(of: path)
        if try Folder.make(folder) { try Folder.sync(Folder.parent(of: folder)) }
        let temporary = File.temporaryName(for: path)
        staged.append(temporary)
        try File.create(
          temporary, Array(text.utf8), mode: Self.mode(of: text),
          group: Accounts.group(named: "adnet-agent"))
      }
    } catch {
      for temporary in staged {
        // The error that matters is the one we have.
        _ = try? File.remove(temporary)
        tidy(temporary)
      }
      throw Failure(
        error.kind, "cannot write the units' settings: \(error.text)", hint: error.hint,
        exit: error.exit)
    }
    for ((path, _), temporary) in zip(written, staged) { try Folder.rename(temporary, to: path) }
    for path in removed { try File.remove(path) }
    for folder in Set(files.map(Folder.parent(of:))) { try Folder.sync(folder) }
    for path in removed { tidy(path) }
  }

  /// A node's arguments may hold what is secret; systemd reads them as root. It complains with each reload
  /// about every other file that not all may read.
  static func mode(of text: String) -> UInt32 { Secrets.areIn(text) ? 0o640 : 0o644 }

  /// An empty folder says nothing to systemd, but puzzles people.
  private func tidy(_ path: String) {
    let folder = Folder.parent(of: path)
    // Fails when the operator has drop-ins of his own in it, as it should.
    try? Folder.removeEmpty(folder)
  }
}
