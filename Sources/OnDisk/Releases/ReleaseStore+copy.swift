import Basics
import LinuxSystem

extension ReleaseStore {
  /// A durable executable copy of a program for this machine, and the SHA-256 of what was copied.
  func copy(
    _ source: borrowing Descriptor, to path: String
  ) throws(Failure) -> (sha256: String, bytes: Int64) {
    let size = try source.status().size
    let copy = try Descriptor.open(path, .create(mode: 0o600))
    let digest = try SHA256()
    var bytes: Int64 = 0
    do throws(Failure) {
      // Before we write anything, so that a full disk is told at once.
      try copy.reserve(bytes: size)
      try source.readAll { (piece) throws(Failure) in
        bytes += Int64(piece.count)
        guard bytes <= size else {
          throw Failure(.fileUnfit, "the file grew while it was copied", exit: .failed)
        }
        digest.update(piece)
        try copy.writeAll(piece)
      }
    } catch  where error.kind == .noSpace {
      throw Failure(
        .noSpace, "no room for \(size) bytes in \(paths.releases)",
        hint: "make room, or remove old releases: adnet-agent release list")
    }
    guard bytes == size else {
      throw Failure(.fileUnfit, "the file shrank while it was copied", exit: .failed)
    }
    if let problem = try Executable.problem(of: Descriptor.open(path, .readNoFollow)) {
      throw Failure(.fileUnfit, problem)
    }
    try copy.setMode(0o555)
    try copy.sync()
    return (digest.hexDigits(), bytes)
  }
}
