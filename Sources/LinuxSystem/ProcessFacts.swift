public import Basics

/// Facts that root can see of any process.
public enum ProcessFacts {
  /// Every process there is now, ascending.
  public static func all(proc: String = "/proc") throws(Failure) -> [Int32] {
    try Folder.names(in: proc).compactMap { Int32($0) }.sorted()
  }

  /// The process's file; nil when it is gone or a thread of the kernel. What was removed since has
  /// no path any more, and is read by `/proc/PID/exe`.
  public static func executable(_ process: Int32, proc: String = "/proc") -> String? {
    guard let target = try? File.readLink("\(proc)/\(process)/exe") else { return nil }
    let mark = " (deleted)"
    return target.hasSuffix(mark) ? String(target.dropLast(mark.count)) : target
  }

  /// With the program's own name in front.
  public static func arguments(_ process: Int32, proc: String = "/proc") throws(Failure) -> [String]
  {
    try words("\(proc)/\(process)/cmdline")
  }

  public static func environment(
    _ process: Int32, proc: String = "/proc"
  ) throws(Failure) -> [(name: String, value: String)] {
    try words("\(proc)/\(process)/environ").compactMap { word in
      guard let equals = word.firstIndex(of: "=") else { return nil }
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
  }

  public static func folder(_ process: Int32, proc: String = "/proc") -> String? {
    try? File.readLink("\(proc)/\(process)/cwd")
  }

  /// Another than `/` in most containers.
  public static func root(_ process: Int32, proc: String = "/proc") -> String? {
    try? File.readLink("\(proc)/\(process)/root")
  }

  public static func name(_ process: Int32, proc: String = "/proc") -> String? {
    // Of every process of the host again and again, and nothing but the kernel's file can be there.
    guard let file = try? Descriptor.open("\(proc)/\(process)/comm", .read) else { return nil }
    return withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
      guard let count = try? file.read(into: buffer) else { return nil }
      return String(decoding: buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
  }

  /// The process's effective user and group.
  public static func account(
    _ process: Int32, proc: String = "/proc"
  ) throws(Failure) -> (user: UInt32, group: UInt32) {
    let text = try File.text("\(proc)/\(process)/status", limit: 64 * 1024)
    func second(_ name: String) -> UInt32? {
      text.split(separator: "\n").first { $0.hasPrefix(name) }?.split(separator: "\t")
        .dropFirst(2).first.flatMap { UInt32($0) }
    }
    guard let user = second("Uid:"), let group = second("Gid:") else {
      throw Failure(.processUnreadable, "cannot determine the account of process \(process)")
    }
    return (user, group)
  }

  /// The files of its descriptors: paths, and `socket:[123]`. Empty when it is gone.
  public static func openFiles(_ process: Int32, proc: String = "/proc") -> [String] {
    descriptors(process, proc: proc).map(\.file)
  }

  /// The same with their numbers.
  public static func descriptors(
    _ process: Int32, proc: String = "/proc"
  ) -> [(number: Int, file: String)] {
    let folder = "\(proc)/\(process)/fd"
    return ((try? Folder.names(in: folder)) ?? []).compactMap { name in
      guard let number = Int(name), let file = try? File.readLink("\(folder)/\(name)") else {
        return nil
      }
      return (number, file)
    }
  }

  private static func words(_ path: String) throws(Failure) -> [String] {
    var bytes = try File.read(path, limit: 4 * 1024 * 1024)
    if bytes.last == 0 { bytes.removeLast() }
    if bytes.isEmpty { return [] }
    return bytes.split(separator: 0, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
