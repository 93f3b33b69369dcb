public import Basics
import CLinux
import Glibc

extension Folder {
  /// Gives all that belongs to some accounts, at `path` and below it, to another. Links are never
  /// followed, so whoever can write there can't lead it elsewhere.
  ///
  /// - Parameter homes: folders that are left out, with all below them.
  /// - Returns: how many files and folders changed hands.
  @discardableResult
  public static func give(
    _ path: String, of olds: Set<UInt32>, to user: UInt32, group: UInt32,
    except homes: Set<OpenFolder.Identity> = []
  ) throws(Failure) -> Int {
    let parent = try Descriptor.open(Folder.parent(of: path), .folder)
    return try give(
      Folder.name(of: path), in: parent.raw, path, olds, user, group, homes, depth: 0)
  }

  /// Folders in one another; each holds a descriptor while what is in it is given away.
  public static let deepest = 64

  /// The target of a path; the path itself where there is nothing.
  public static func resolved(_ path: String) throws(Failure) -> String {
    guard let found = realpath(path, nil) else {
      if errno == ENOENT { return path }
      throw Failure(cannot: "resolve \(path)", errno: errno)
    }
    defer { free(found) }
    return String(cString: found)
  }

  static func give(
    _ name: String, in folder: CInt, _ path: String, _ olds: Set<UInt32>, _ user: UInt32,
    _ group: UInt32, _ homes: Set<OpenFolder.Identity>, depth: Int
  ) throws(Failure) -> Int {
    // One look and one change of the same file, whatever has its name meanwhile.
    let entry = adnet_name_entry(folder, name)
    guard entry >= 0 else {
      if errno == ENOENT { return 0 }
      throw Failure(cannot: "inspect \(path)", errno: errno)
    }
    let file = Descriptor(owning: entry)
    let status = try file.status()
    if homes.contains(OpenFolder.Identity(status)) { return 0 }
    var count = 0
    if olds.contains(status.owner) {
      let number = adnet_give_entry(file.raw, user, group)
      guard number == 0 else {
        throw Failure(cannot: "change the owner of \(path)", errno: number)
      }
      count = 1
    }
    guard status.kind == .folder else { return count }
    guard depth < deepest else {
      throw Failure(.folderTooDeep, "cannot list \(path): more than \(deepest) folders deep")
    }
    let raw = openat(file.raw, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard raw >= 0 else { throw Failure(cannot: "list \(path)", errno: errno) }
    let inner = Descriptor(owning: raw)
    // By the descriptor, whatever has this path meanwhile.
    for entry in try names(in: "/proc/self/fd/\(raw)") {
      count += try give(
        entry, in: inner.raw, "\(path)/\(entry)",
        olds, user, group, homes, depth: depth + 1)
    }
    return count
  }

  /// Waits until all that has changed on the file system of `path` is on the disk.
  public static func syncFileSystem(_ path: String) throws(Failure) {
    let folder: Descriptor
    do throws(Failure) { folder = try Descriptor.open(path, .folder) } catch  where error.isMissing
    {
      return
    }
    guard adnet_sync_fs(folder.raw) == 0 else {
      throw Failure(cannot: "sync \(path)", errno: errno)
    }
  }
}
