import Basics
import LinuxSystem

/// The processes of a unit, by its control group.
struct GroupProcesses {
  private let paths: HostPaths

  init(_ paths: HostPaths) { self.paths = paths }

  /// Of the unit's group and those below it; none when there is no such group.
  func of(_ unit: String, in slice: String) throws(Failure) -> [Int32] {
    try read("\(paths.cgroups)/\(slice)/\(unit)")
  }

  private func read(_ group: String) throws(Failure) -> [Int32] {
    guard try File.status(group) != nil else { return [] }
    let text = try File.readIfPresent("\(group)/cgroup.procs", limit: 1 << 20) ?? []
    var processes = String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap {
      Int32($0)
    }
    for name in (try? Folder.names(in: group)) ?? [] {
      let below = "\(group)/\(name)"
      if try File.status(below)?.kind == .folder { processes += try read(below) }
    }
    return processes
  }
}
