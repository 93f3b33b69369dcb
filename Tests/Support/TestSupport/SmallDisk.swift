import Glibc
import LinuxSystem

/// A file system of its own that is soon full. Only root can mount one.
public final class SmallDisk: Sendable {
  public static var isPossible: Bool { geteuid() == 0 }

  public let path: String
  private let folder = TestFolder()

  public init(kilobytes: Int) throws {
    path = try folder.folder("disk")
    guard mount("adnet-test", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
      fatalError("mount: \(errno)")
    }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  /// Leaves no page free.
  public func fill() throws {
    let file = try Descriptor.open("\(path)/filler", .create(mode: 0o600))
    let page = [UInt8](repeating: 1, count: 4096)
    while (try? file.writeAll(page)) != nil {}
  }
}
