public import Basics
import CLinux
import Glibc

/// The file system as another process sees it, which may have mounts of its own, and where this host
/// has the same files.
public final class ForeignView {
  private let root: Descriptor
  private let host: Descriptor
  private let itsMounts: [MountPoint]
  private let ourMounts: [MountPoint]

  public struct Found: Hashable, Sendable {
    /// As the process sees it, without links.
    public let seenAs: String
    public let status: FileStatus
    /// As this host sees it, without links; nil where it doesn't.
    public let path: String?
    /// This host has something mounted there, or below it.
    public let holdsMount: Bool
  }

  public init(of process: Int32, proc: String = "/proc") throws(Failure) {
    root = try Descriptor.open("\(proc)/\(process)/root", .folder)
    host = try Descriptor.open("/", .folder)
    itsMounts = try MountPoint.all("\(proc)/\(process)/mountinfo")
    ourMounts = try MountPoint.all("\(proc)/self/mountinfo")
  }

  /// Nil when it sees nothing there.
  public func find(_ path: String) throws(Failure) -> Found? {
    guard let (seenAs, status) = try look(root, path) else { return nil }
    var candidates = [seenAs]
    if let mount = itsMounts.last(where: { $0.isLongest(for: seenAs, of: itsMounts) }),
      let inside = mount.inside(seenAs)
    {
      candidates += ourMounts.filter { $0.device == mount.device }.compactMap { $0.outside(inside) }
    }
    for candidate in candidates {
      // What is mounted over it, or has its name, is another file.
      guard let (own, other) = try look(host, candidate), other.device == status.device,
        other.inode == status.inode
      else { continue }
      return Found(seenAs: seenAs, status: status, path: own, holdsMount: holdsMount(own))
    }
    return Found(seenAs: seenAs, status: status, path: nil, holdsMount: false)
  }

  /// The file that this host has there, links followed.
  public func findHere(_ path: String) throws(Failure) -> Found? {
    try look(host, path).map {
      Found(
        seenAs: $0.path, status: $0.status, path: $0.path, holdsMount: holdsMount($0.path))
    }
  }

  private func holdsMount(_ path: String) -> Bool {
    ourMounts.contains { $0.isIn(path) }
  }

  private func look(
    _ root: borrowing Descriptor, _ path: String
  ) throws(Failure) -> (path: String, status: FileStatus)? {
    let raw = adnet_open_in_root(root.raw, path)
    guard raw >= 0 else {
      if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return nil }
      throw Failure(cannot: "inspect \(path)", errno: errno)
    }
    let file = Descriptor(owning: raw)
    return (try File.readLink("/proc/self/fd/\(file.raw)"), try file.status())
  }
}

/// A line of /proc/PID/mountinfo (proc(5)).
struct MountPoint: Hashable {
  let device: String
  /// The folder of the file system that is mounted.
  let root: String
  let point: String

  static func all(_ path: String) throws(Failure) -> [MountPoint] {
    try File.text(path, limit: 4 << 20).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count > 4 else { return nil }
      return MountPoint(
        device: String(words[2]), root: unescaped(words[3]), point: unescaped(words[4]))
    }
  }

  /// `\040` and the like.
  static func unescaped(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), rest.count >= 3,
        let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
      {
        bytes.append(code)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Of several at one point the last is over the others.
  func isLongest(for path: String, of all: [MountPoint]) -> Bool {
    Self.rest(path, below: point) != nil
      && all.allSatisfy {
        Self.rest(path, below: $0.point) == nil || $0.point.utf8.count <= point.utf8.count
      }
  }

  /// Right there, or below it.
  func isIn(_ path: String) -> Bool { Self.rest(point, below: path) != nil }

  /// From a path to that in the file system, and back.
  func inside(_ path: String) -> String? {
    Self.rest(path, below: point).map { Self.join(root, $0) }
  }

  func outside(_ inside: String) -> String? {
    Self.rest(inside, below: root).map { Self.join(point, $0) }
  }

  private static func rest(_ path: String, below folder: String) -> String? {
    if folder == "/" { return path }
    if path == folder { return "" }
    return path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.utf8.count)) : nil
  }

  private static func join(_ folder: String, _ rest: String) -> String {
    folder == "/" ? (rest.isEmpty ? "/" : rest) : folder + (rest == "/" ? "" : rest)
  }
}
