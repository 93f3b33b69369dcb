/// Facts about processes that a node has left behind, from the kernel's own texts.
public enum ProcessTexts {
  /// The control group that is the unit's own, from /proc/self/cgroup: `/adnet.slice/alphaos.service`.
  ///
  /// Nil in any other, such as an operator's session: what lives there is none of ours to end.
  public static func group(of unit: Text, in memberships: Text) -> Text? {
    for line in memberships.split(0x0a) {
      guard let path = line.after("0::/") else { continue }
      return path.split(UInt8(ascii: "/")).last == unit ? "/\(path)" : nil
    }
    return nil
  }

  /// The processes of a control group, from its cgroup.procs, but for us. A process of another
  /// namespace is 0.
  public static func processes(_ members: Text, besides own: Int64) -> [Int64] {
    var processes: [Int64] = []
    for line in members.split(0x0a) {
      if let process = line.number, process > 1, process != own { processes.append(process) }
    }
    return processes
  }

  /// Whether one of the processes has a POSIX lock, such as RocksDB's on a ledger, from /proc/locks.
  public static func isLocked(by processes: [Int64], _ locks: Text) -> Bool {
    for line in locks.split(0x0a) {
      var words: [Text] = []
      for word in line.split(0x20) where !word.isEmpty { words.append(word) }
      // One that only waits for a lock has an arrow in the place of the kind.
      guard words.count > 4, words[1] == "POSIX", let holder = words[4].number else { continue }
      if processes.contains(holder) { return true }
    }
    return false
  }

  /// Whether two programs' files are one, as /proc/PID/exe names them: an upgrade may have replaced that
  /// of a process while it runs.
  public static func isSame(_ file: Text, _ other: Text) -> Bool {
    current(file) == current(other)
  }

  private static func current(_ file: Text) -> Text {
    let mark: StaticString = " (deleted)"
    let length = file.bytes.count - mark.utf8CodeUnitCount
    guard length > 0, Text([UInt8](file.bytes[length...])) == mark else { return file }
    return Text([UInt8](file.bytes[..<length]))
  }
}
