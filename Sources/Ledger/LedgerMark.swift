import Basics
import LinuxSystem

/// For which program a chain's ledger is now, where it is for one alone, and whether it is for none until
/// the chain's safety record is back: no supervisor starts another one on it, whoever asks for that.
/// Without a mark every program may have it.
struct LedgerMark {
  let path: String

  private static let held = RecordSeen.heldWords
  private static let then = ", then to "
  /// Longer than any program's name.
  private static let limit = 512

  func isHeld() throws(Failure) -> Bool { try text()?.hasPrefix(Self.held) ?? false }

  func set(_ program: String) throws(Failure) { try write(program, isHeld: try isHeld()) }

  func remove() throws(Failure) { try write(nil, isHeld: try isHeld()) }

  func hold() throws(Failure) {
    guard try !isHeld() else { return }
    try write(try text(), isHeld: true)
  }

  func endHold() throws(Failure) {
    guard try isHeld(), let text = try text() else { return }
    let program = text.firstRange(of: Self.then).map { String(text[$0.upperBound...]) }
    try write(program, isHeld: false)
  }

  private func text() throws(Failure) -> String? {
    guard let bytes = try File.readIfPresent(path, limit: Self.limit) else { return nil }
    let text = String(decoding: bytes.filter { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    return text.isEmpty ? nil : text
  }

  private func write(_ program: String?, isHeld: Bool) throws(Failure) {
    let words = isHeld ? Self.held + (program.map { Self.then + $0 } ?? "") : program
    guard let words else {
      if try File.remove(path) { try Folder.sync(Folder.parent(of: path)) }
      return
    }
    try File.writeAtomically(Array("\(words)\n".utf8), to: path)
  }
}
