import Basics
import HostCore
import LinuxSystem

/// Environment variables that switch a validator's checks off, where a node would get them from.
struct DangerousVariables {
  private static let names = ["ADNET_DEV_PROOF", "ADNET_SKIP_VK_VERIFY"]
  private static let limit = 1 << 20

  private let paths: HostPaths
  private let nodeUnits: [String]

  init(_ paths: HostPaths, nodeUnits: [String]) {
    self.paths = paths
    self.nodeUnits = nodeUnits
  }

  /// "ADNET_DEV_PROOF in /etc/systemd/system/alphaos.service.d/x.conf".
  func found() throws(Failure) -> [String] {
    var files = ["/etc/systemd/system.conf"] + (try names(in: "/etc/systemd/system.conf.d"))
    for unit in try names(in: paths.units.dropFirst(paths.root.count)) {
      guard Self.isNode(unit) else { continue }
      files += unit.hasSuffix(".d") ? try names(in: unit) : [unit]
    }
    var found: [String] = []
    for file in files {
      let path = paths.root + file
      guard try File.status(path, following: true)?.kind == .regular else { continue }
      let text = String(decoding: try File.read(path, limit: Self.limit), as: UTF8.self)
      let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.hasPrefix(";") }
      for name in Self.names where lines.contains(where: { $0.contains("\(name)=") }) {
        found.append("\(name) in \(file)")
      }
    }
    // Who may not look into the nodes still learns of the files.
    do throws(Failure) { return try found + live() } catch {
      guard found.isEmpty else { return found }
      throw error
    }
  }

  /// In the nodes that run, whoever set it: "ADNET_DEV_PROOF in process 4711 of alphaos.service".
  private func live() throws(Failure) -> [String] {
    var found: [String] = []
    for unit in nodeUnits {
      for process in try GroupProcesses(paths).of(unit, in: "adnet.slice") {
        // One that ended meanwhile has none.
        guard
          let bytes = try File.readIfPresent(
            "\(paths.process(process))/environ", limit: Self.limit)
        else { continue }
        let words = bytes.split(separator: 0)
        for name in Self.names where words.contains(where: { $0.starts(with: "\(name)=".utf8) }) {
          found.append("\(name) in process \(process) of \(unit)")
        }
      }
    }
    return found
  }

  private func names(in folder: some StringProtocol) throws(Failure) -> [String] {
    guard try File.status("\(paths.root)\(folder)", following: true)?.kind == .folder else {
      return []
    }
    return try Folder.names(in: "\(paths.root)\(folder)").map { "\(folder)/\($0)" }
  }

  private static func isNode(_ path: String) -> Bool {
    let name = Folder.name(of: path)
    return ["alphaos.service", "deltaos.service", "adnet@", "adnet.service"].contains {
      name.hasPrefix($0)
    }
  }
}
