import Glibc
import HostCore
import LinuxSystem

/// The disk that a folder is on.
struct DiskReader {
  private let paths: HostPaths

  init(_ paths: HostPaths) { self.paths = paths }

  func look(_ folder: String) -> ServerFacts.Disk {
    var disk = ServerFacts.Disk()
    // Before the first install there is no such folder yet: what will hold it counts.
    var folder = paths.root + folder
    while folder != "/", (try? File.status(folder, following: true)) ?? nil == nil {
      folder = Folder.parent(of: folder)
    }
    guard let mount = try? MountTable.read(paths.mounts).mount(of: folder) else { return disk }
    disk.mountPoint = mount.point
    var status = statvfs()
    if statvfs(folder, &status) == 0 {
      disk.totalBytes = Int(status.f_blocks) * Int(status.f_frsize)
      disk.freeBytes = Int(status.f_bfree) * Int(status.f_frsize)
    }
    disk.device = device(mount.device)
    if let device = disk.device {
      disk.isRotational = flag("\(paths.root)/sys/block/\(device)/queue/rotational")
    }
    return disk
  }

  /// "8:1" is a partition of the device that follows "block" in its place in /sys.
  private func device(_ number: String) -> String? {
    guard let link = try? File.readLink("\(paths.root)/sys/dev/block/\(number)") else { return nil }
    let parts = link.split(separator: "/")
    return parts.firstIndex(of: "block").flatMap { parts.dropFirst($0 + 1).first }.map(String.init)
  }

  private func flag(_ path: String) -> Bool? {
    (try? File.text(path, limit: 16)).map { $0.hasPrefix("1") }
  }
}
