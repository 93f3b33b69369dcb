public import Basics
import CLinux
import Glibc

/// Folders and the names in them.
public enum Folder {
  /// Sorted by bytes, without `.` and `..`.
  public static func names(in path: String) throws(Failure) -> [String] {
    guard let stream = opendir(path) else {
      throw Failure(cannot: "list \(path)", errno: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let name = adnet_folder_next(UnsafeMutableRawPointer(stream)) {
      names.append(String(cString: name))
    }
    let number = errno
    guard number == 0 else { throw Failure(cannot: "list \(path)", errno: number) }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
  }

  /// Whether it was made, false when it was there.
  @discardableResult
  public static func make(_ path: String, mode: UInt32 = 0o755) throws(Failure) -> Bool {
    if mkdir(path, mode) == 0 {
      // The mode asked for, whatever the umask says.
      guard chmod(path, mode) == 0 else {
        throw Failure(cannot: "change the mode of \(path)", errno: errno)
      }
      return true
    }
    guard errno == EEXIST else { throw Failure(cannot: "make \(path)", errno: errno) }
    guard try File.status(path, following: true)?.kind == .folder else {
      throw Failure(.notAFolder, "cannot create \(path): a file of that name exists")
    }
    return false
  }

  /// Until the names in it are on the disk.
  public static func sync(_ path: String) throws(Failure) {
    let folder = try Descriptor.open(path, .folder)
    guard fsync(folder.raw) == 0 else { throw Failure(cannot: "sync \(path)", errno: errno) }
  }

  public static func rename(_ old: String, to new: String) throws(Failure) {
    guard Glibc.rename(old, new) == 0 else {
      throw Failure(cannot: "rename \(old) to \(new)", errno: errno)
    }
  }

  /// The two change places as one step.
  public static func exchange(_ first: String, _ second: String) throws(Failure) {
    guard adnet_exchange(first, second) == 0 else {
      throw Failure(cannot: "exchange \(first) and \(second)", errno: errno)
    }
  }

  public static func link(_ path: String, to target: String) throws(Failure) {
    guard symlink(target, path) == 0 else { throw Failure(cannot: "link \(path)", errno: errno) }
  }

  public static func setMode(_ path: String, _ mode: UInt32) throws(Failure) {
    guard chmod(path, mode) == 0 else {
      throw Failure(cannot: "change the mode of \(path)", errno: errno)
    }
  }

  /// The bytes that anybody may still write on its file system: statvfs(3).
  public static func room(_ path: String) throws(Failure) -> Int64 {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else {
      throw Failure(cannot: "inspect the file system of \(path)", errno: errno)
    }
    return Int64(clamping: status.f_bavail) * Int64(clamping: status.f_frsize)
  }

  /// Only when nothing is in it.
  public static func removeEmpty(_ path: String) throws(Failure) {
    guard rmdir(path) == 0 || errno == ENOENT else {
      throw Failure(cannot: "remove \(path)", errno: errno)
    }
  }

  /// The folder with all in it; links are removed, never followed. Missing is fine.
  public static func removeTree(_ path: String) throws(Failure) {
    guard let status = try File.status(path) else { return }
    guard status.kind == .folder else {
      try File.remove(path)
      return
    }
    for name in try names(in: path) { try removeTree("\(path)/\(name)") }
    try removeEmpty(path)
  }

  public static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  public static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.utf8.index(after: slash)...])
  }
}
