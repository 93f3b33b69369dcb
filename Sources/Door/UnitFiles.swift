import AgentConfig
import AgentCore
import Chains
import ConfigurationFiles
import LinuxSystem

/// The drop-ins below /etc/systemd/system that come from agent.toml.
struct UnitFiles {
  private let paths: Paths
  private static let limit = 1024 * 1024

  init(_ paths: Paths) { self.paths = paths }

  /// From what is there to what the configuration says. The package has the same drop-ins with the
  /// defaults: below /etc there is only what differs from them, so that its upgrades reach the rest.
  func changes() throws(Failure) -> UnitFileChanges {
    let configuration = try ConfigurationFiles.require(paths)
    var changes = UnitFileChanges()
    var wanted: Set<String> = []
    for override in UnitOverrides.render(configuration) {
      let path = "\(paths.unitOverrides)/\(override.path)"
      wanted.insert(path)
      let now = try text(path)
      if try text("\(paths.shippedUnits)/\(override.path)") == override.text {
        if now != nil { changes.removed.append(path) }
      } else if now != override.text {
        changes.written.append((path, override.text))
      }
    }
    changes.removed += try ours().filter { !wanted.contains($0) }
    return changes
  }

  /// A node that runs now would start anew under another account, which can't read its ledger.
  func checkAccounts() throws(Failure) {
    for chain in try ConfigurationFiles.require(paths).orderedChains
    where ChainLockFile(paths, chain.name).state() == .held {
      guard let now = try account(of: chain.units.own), now != chain.user else { continue }
      let home = paths.nodeHome(chain.name)
      throw Failure(
        "account_in_use",
        "cannot apply the configuration: a node of chain \(chain.name) runs as \(now), and user is"
          + " \(chain.user)",
        hint: "adnet-agent stop \(chain.name); chown -R \(chain.user) \(home); then apply again",
        exit: .refused)
    }
  }

  /// From the drop-in that systemd reads.
  private func account(of unit: String) throws(Failure) -> String? {
    let name = UnitOverride(unit: unit, text: "").path
    var text = try text("\(paths.unitOverrides)/\(name)")
    if text == nil { text = try self.text("\(paths.shippedUnits)/\(name)") }
    return text?.split(separator: "\n").last { $0.hasPrefix("User=") }.map {
      String($0.dropFirst(5))
    }
  }

  private func text(_ path: String) throws(Failure) -> String? {
    try File.readIfPresent(path, limit: Self.limit).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Removes what a write left behind that was cut off; systemd doesn't read it.
  func sweep() throws(Failure) {
    for folder in try folders() {
      for name in try Folder.names(in: folder) where name.hasPrefix(".\(UnitOverride.fileName).") {
        try File.remove("\(folder)/\(name)")
      }
    }
  }

  /// Every generated drop-in, also of units that no configuration speaks of any more.
  private func ours() throws(Failure) -> [String] {
    var found: [String] = []
    for folder in try folders() {
      let path = "\(folder)/\(UnitOverride.fileName)"
      if try File.status(path)?.kind == .regular { found.append(path) }
    }
    return found
  }

  private func folders() throws(Failure) -> [String] {
    guard try File.status(paths.unitOverrides) != nil else { return [] }
    var found: [String] = []
    for name in try Folder.names(in: paths.unitOverrides) where name.hasSuffix(".d") {
      let path = "\(paths.unitOverrides)/\(name)"
      if try File.status(path)?.kind == .folder { found.append(path) }
    }
    return found
  }
}
