import AgentConfig
import Basics
import LinuxSystem

/// The drop-ins below /etc/systemd/system that come from agent.toml.
struct DropInFiles {
  private let paths: Paths
  private static let limit = 1024 * 1024

  init(_ paths: Paths) { self.paths = paths }

  /// From what is there to what the configuration says. The package has the same drop-ins with the
  /// defaults: below /etc there is only what differs from them, so that its upgrades reach the rest.
  ///
  /// - Parameter running: what stays as it is until a chain gets another generation.
  func changes(
    _ configuration: Configuration, running: RunningNodes
  ) throws(Failure) -> DropInChanges {
    var changes = DropInChanges()
    var wanted: Set<String> = []
    for dropIn in DropIns.render(configuration, running: running) {
      let path = "\(paths.dropIns)/\(dropIn.path)"
      wanted.insert(path)
      let now = try text(path)
      if try text("\(paths.shippedUnits)/\(dropIn.path)") == dropIn.text {
        if now != nil { changes.removed.append(path) }
      } else if now != dropIn.text {
        changes.written.append((path, dropIn.text))
      }
    }
    changes.removed += try ours().filter { !wanted.contains($0) }
    return changes
  }

  private func text(_ path: String) throws(Failure) -> String? {
    guard let bytes = try File.readIfPresent(path, limit: Self.limit) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Removes what a write left behind that was cut off, which systemd doesn't read, and lets everybody
  /// read what earlier versions have hidden without a reason. Systemd needn't be told.
  func sweep() throws(Failure) {
    for folder in try folders() {
      for name in try Folder.names(in: folder) where name.hasPrefix(".\(DropIn.fileName).") {
        try File.remove("\(folder)/\(name)")
      }
    }
    for path in try ours() {
      guard let text = try text(path), let mode = try File.status(path)?.mode else { continue }
      let wanted = DropInChanges.mode(of: text)
      if mode != wanted { try Folder.setMode(path, wanted) }
    }
  }

  /// Every generated drop-in, also of units that no configuration speaks of any more.
  private func ours() throws(Failure) -> [String] {
    var found: [String] = []
    for folder in try folders() {
      let path = "\(folder)/\(DropIn.fileName)"
      if try File.status(path)?.kind == .regular { found.append(path) }
    }
    return found
  }

  private func folders() throws(Failure) -> [String] {
    guard try File.status(paths.dropIns) != nil else { return [] }
    var found: [String] = []
    for name in try Folder.names(in: paths.dropIns) where name.hasSuffix(".d") {
      let path = "\(paths.dropIns)/\(name)"
      if try File.status(path)?.kind == .folder { found.append(path) }
    }
    return found
  }
}
