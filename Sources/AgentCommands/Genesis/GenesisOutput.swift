import Basics
import LinuxSystem

/// The file that `genesis new` writes.
enum GenesisOutput {
  enum State { case missing, same, other }

  static func state(of path: String, _ text: String) throws(Failure) -> State {
    guard let status = try File.status(path) else { return .missing }
    // A device or a link isn't to be replaced by a file.
    guard status.kind == .regular else {
      throw Failure(
        .notAFile, "cannot write \(path): it is not a regular file",
        hint: "without --output the form is printed")
    }
    let bytes = Array(text.utf8)
    guard status.size == bytes.count else { return .other }
    return try File.read(path, limit: bytes.count) == bytes ? .same : .other
  }

  static func write(_ text: String, to path: String, force: Bool) throws(Failure) {
    guard !force else { return try File.writeAtomically(Array(text.utf8), to: path) }
    do throws(Failure) { try File.create(path, Array(text.utf8), mode: 0o644) } catch {
      if error.kind == .alreadyExists {
        throw Failure(
          error.kind, "cannot write \(path): it exists with other content",
          hint: "--force replaces it", exit: .refused)
      }
      // What there is of it is ours: no other can have had the name.
      _ = try? File.remove(path)
      throw error
    }
    try Folder.sync(Folder.parent(of: path))
  }
}
