import Basics
import Glibc
import HostCore
import LinuxSystem

/// /proc/self/mountinfo; its fields are in proc(5).
struct MountTable {
  struct Mount {
    /// "8:1"
    let device: String
    let point: String
    let kind: String
    /// Of the file system, not of this one view of it: a sandbox makes views read-only.
    let isReadOnly: Bool
  }

  let mounts: [Mount]

  static func read(_ path: String) throws(Failure) -> MountTable {
    let text = try File.text(path, limit: 1 << 20)
    return MountTable(
      mounts: text.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ")
        guard let dash = words.firstIndex(of: "-"), dash >= 6, words.count > dash + 3 else {
          return nil
        }
        return Mount(
          device: String(words[2]), point: KernelText.unescaped(words[4]),
          kind: String(words[dash + 1]),
          isReadOnly: words[dash + 3].split(separator: ",").contains("ro"))
      })
  }

  func mount(of folder: String) throws(Failure) -> Mount {
    let above = mounts.filter { folder == $0.point || folder.hasPrefix($0.prefix) }
    // The last of equal length is mounted over the others.
    guard
      let mount = above.last(where: { mount in
        above.allSatisfy { $0.point.utf8.count <= mount.point.utf8.count }
      })
    else { throw Failure(.mountMissing, "no file system is mounted at \(folder)") }
    return mount
  }

  /// Where a file in `folder` would be.
  func fileSystem(of folder: String) throws(Failure) -> FileSystem {
    let mount = try mount(of: folder)
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else {
      throw Failure(cannot: "check the file system of \(folder)", errno: errno)
    }
    return FileSystem(
      kind: mount.kind, mountPoint: mount.point,
      freeBytes: Int(status.f_bfree) * Int(status.f_frsize), isReadOnly: mount.isReadOnly)
  }
}

extension MountTable.Mount {
  fileprivate var prefix: String { point == "/" ? "/" : "\(point)/" }
}
