import Glibc

/// The private key, with the checks of snarkOS on who else could read it.
enum KeyFile {
  static func read(_ path: String) throws(Refusal) -> String {
    try check(path, mode: 0o100600, "file", "0600")
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
    try check(folder ?? ".", mode: 0o40700, "folder", "0700")
    guard let key = TextFile.read(path) else { throw Refusal("The file '\(path)' can't be read") }
    return key
  }

  private static func check(_ path: String, mode: mode_t, _ kind: String, _ octal: String)
    throws(Refusal)
  {
    var status = stat()
    guard stat(path, &status) == 0 else { throw Refusal("The \(kind) '\(path)' does not exist") }
    guard status.st_mode == mode else {
      throw Refusal("The \(kind) '\(path)' must be readable only by the owner (\(octal))")
    }
  }
}
