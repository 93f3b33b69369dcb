import Glibc

/// What a ledger is written in: a word in a file; without one it is the first there was.
enum LedgerFormat {
  static let name = "FORMAT"
  static let first = "1"

  static func read(_ folder: String) -> String {
    TextFile.read(folder + "/" + name).map { String($0.prefix { $0 != "\n" }) } ?? first
  }

  static func write(_ format: String, to file: String) throws(Refusal) {
    unlink(file)
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    let bytes = Array((format + "\n").utf8)
    guard descriptor >= 0, Glibc.write(descriptor, bytes, bytes.count) == bytes.count,
      fsync(descriptor) == 0
    else { throw Refusal("failed to write \(file): \(String(cString: strerror(errno)))") }
    close(descriptor)
  }

  static func check(_ folder: String, _ known: String) throws(Refusal) {
    let found = read(folder)
    guard found == known else {
      throw Refusal(
        "storage version mismatch: \(folder) has \(found), known is \(known)", exit: 101)
    }
  }
}
