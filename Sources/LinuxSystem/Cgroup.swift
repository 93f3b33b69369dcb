public import Basics

/// A control group as systemd names it, such as `/adnet.slice/alphaos.service`.
public enum Cgroup {
  /// Whether no process is left in it or below it. A group that is gone is empty.
  public static func isEmpty(
    _ group: String, mount: String = "/sys/fs/cgroup"
  ) throws(Failure) -> Bool {
    guard !group.isEmpty, group != "/" else { return true }
    // cgroup.events covers the whole subtree, cgroup.procs only the group itself.
    guard let events = try File.readIfPresent("\(mount)\(group)/cgroup.events", limit: 4096) else {
      guard try File.status("\(mount)\(group)") == nil else {
        throw Failure(.cgroupUnreadable, "cannot read \(group): not a cgroup of version 2")
      }
      return true
    }
    let lines = events.split(separator: UInt8(ascii: "\n"))
    if lines.contains(where: { $0.elementsEqual("populated 0".utf8) }) { return true }
    if lines.contains(where: { $0.elementsEqual("populated 1".utf8) }) { return false }
    throw Failure(.cgroupUnreadable, "cannot read \(group): cgroup.events lacks \"populated\"")
  }

  /// The processes right in it, as far as they can be seen.
  public static func processes(_ group: String, mount: String = "/sys/fs/cgroup") -> [Int32] {
    // A unit without processes has no group, and the root's are the kernel's and everybody's.
    guard !group.isEmpty, group != "/" else { return [] }
    // One that is gone has none.
    let text = (try? File.text("\(mount)\(group)/cgroup.procs", limit: 1024 * 1024)) ?? ""
    return text.split(separator: "\n").compactMap { Int32($0) }
  }

  /// The number by which the kernel's answers name it: the inode of its folder. Nil when it is gone.
  public static func number(of group: String, mount: String = "/sys/fs/cgroup") -> UInt64? {
    guard !group.isEmpty else { return nil }
    // A group that can't be looked at has no number as far as we know.
    return ((try? File.status("\(mount)\(group)")) ?? nil)?.inode
  }

  /// The name of the group with that number: `/system.slice/nginx.service`. It looks through the
  /// whole tree, some hundred folders, so only for what is wrong.
  public static func name(of number: UInt64, mount: String = "/sys/fs/cgroup") -> String? {
    var places = [""]
    while let place = places.popLast() {
      if let status = (try? File.status(mount + place)) ?? nil, status.inode == number {
        return place.isEmpty ? "/" : place
      }
      let names = (try? Folder.names(in: mount + place)) ?? []
      for name in names where (try? File.status("\(mount)\(place)/\(name)"))??.kind == .folder {
        places.append("\(place)/\(name)")
      }
    }
    return nil
  }

  /// Microseconds of processor time that the group has used, with all below it.
  public static func cpuMicroseconds(
    _ group: String, mount: String = "/sys/fs/cgroup"
  ) -> UInt64? {
    guard let text = try? File.text("\(mount)\(group)/cpu.stat", limit: 4_096) else { return nil }
    return field("usage_usec", of: text)
  }

  /// Bytes read from and written to disks; nil without the io controller.
  public static func ioBytes(_ group: String, mount: String = "/sys/fs/cgroup") -> UInt64? {
    guard let text = try? File.text("\(mount)\(group)/io.stat", limit: 65_536) else { return nil }
    // 8:0 rbytes=1 wbytes=2 rios=3 …
    return text.split { $0 == " " || $0 == "\n" }.reduce(0) { sum, word in
      guard word.hasPrefix("rbytes=") || word.hasPrefix("wbytes=") else { return sum }
      return sum &+ (UInt64(word.dropFirst(7)) ?? 0)
    }
  }

  private static func field(_ name: String, of text: String) -> UInt64? {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == name { return UInt64(words[1]) }
    }
    return nil
  }
}
