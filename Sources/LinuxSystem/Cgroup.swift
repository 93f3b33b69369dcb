public import AgentCore

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
        throw Failure("cgroup_unreadable", "cannot read \(group): not a cgroup of version 2")
      }
      return true
    }
    let lines = events.split(separator: UInt8(ascii: "\n"))
    if lines.contains(where: { $0.elementsEqual("populated 0".utf8) }) { return true }
    if lines.contains(where: { $0.elementsEqual("populated 1".utf8) }) { return false }
    throw Failure("cgroup_unreadable", "cannot read \(group): cgroup.events lacks \"populated\"")
  }
}
