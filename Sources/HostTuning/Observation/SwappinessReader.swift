import Basics
import HostCore
import LinuxSystem

/// `vm.swappiness`: what it is, and what systemd-sysctl will make of it at boot, by sysctl.d(5).
struct SwappinessReader {
  private let paths: HostPaths

  init(_ paths: HostPaths) { self.paths = paths }

  func look() throws(Failure) -> Swappiness {
    let text = try File.text(paths.swappiness, limit: 64)
    guard let live = Int(text.filter { !$0.isWhitespace }) else {
      throw Failure(.sysctlUnreadable, "cannot read \(paths.swappiness): \(text)")
    }
    return Swappiness(live: live, lines: try lines())
  }

  /// Files of one name are read from the first folder that has it; all in the order of names.
  private func lines() throws(Failure) -> [Swappiness.Line] {
    var files: [String: String] = [:]
    for folder in paths.sysctlFolders {
      guard try File.status(folder, following: true)?.kind == .folder else { continue }
      for name in try Folder.names(in: folder) where name.hasSuffix(".conf") {
        if files[name] == nil { files[name] = "\(folder)/\(name)" }
      }
    }
    let ordered = files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    var lines: [Swappiness.Line] = []
    for (_, path) in ordered { lines += try self.lines(of: path) }
    return lines
  }

  private func lines(of path: String) throws(Failure) -> [Swappiness.Line] {
    guard let bytes = try File.readIfPresent(path, limit: 1 << 20) else { return [] }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
      index, line in
      guard let value = Self.value(line) else { return nil }
      return Swappiness.Line(
        file: shown(path), number: index + 1, value: value, isOurs: path == paths.sysctl)
    }
  }

  /// Of a line `vm.swappiness = 10`, also with a slash, and with a dash for "if it exists".
  static func value(_ line: some StringProtocol) -> String? {
    guard let equals = line.firstIndex(of: "=") else { return nil }
    var key = String(line[..<equals]).filter { !$0.isWhitespace }
    if key.hasPrefix("-") { key.removeFirst() }
    guard key == "vm.swappiness" || key == "vm/swappiness" else { return nil }
    return String(line[line.index(after: equals)...]).filter { !$0.isWhitespace }
  }

  /// Debian's /etc/sysctl.d/99-sysctl.conf is a link: the operator knows /etc/sysctl.conf.
  private func shown(_ path: String) -> String {
    let short = String(path.dropFirst(paths.root.count))
    guard let link = try? File.readLink(path) else { return short }
    if link.hasPrefix("/") { return link }
    return link.hasPrefix("../")
      ? "\(Folder.parent(of: Folder.parent(of: short)))/\(link.dropFirst(3))" : short
  }
}
