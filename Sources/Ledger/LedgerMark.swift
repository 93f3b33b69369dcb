import AgentCore
import LinuxSystem

/// For which program a chain's ledger is now, where it is for one alone: no supervisor starts another
/// one on it, whoever asks for that. Without a mark every program may have it.
struct LedgerMark {
  let path: String

  func set(_ program: String) throws(Failure) {
    try File.writeAtomically(Array("\(program)\n".utf8), to: path)
  }

  func remove() throws(Failure) {
    if try File.remove(path) { try Folder.sync(Folder.parent(of: path)) }
  }
}
