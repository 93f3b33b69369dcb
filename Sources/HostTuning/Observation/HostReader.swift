import Basics
public import HostCore
import LinuxSystem

/// Looks at the host. Reads only, and needs no privilege; what it can't see it says.
public struct HostReader: Sendable {
  private let paths: HostPaths
  private let settings: HostSettings
  /// The units whose processes are nodes.
  private let nodeUnits: [String]

  public init(_ settings: HostSettings, nodeUnits: [String], paths: HostPaths = HostPaths()) {
    self.settings = settings
    self.nodeUnits = nodeUnits
    self.paths = paths
  }

  public func look() -> HostObservation {
    if let container = Self.container(paths) {
      let why = "this is a container (\(container)): its host controls them"
      return HostObservation(swap: .notOurs(why), swappiness: .notOurs(why), scores: .notOurs(why))
    }
    return HostObservation(
      swap: part { () throws(Failure) in
        try SwapSpaceReader(paths, settings.swap).look()
      },
      swappiness: part { () throws(Failure) in try SwappinessReader(paths).look() },
      scores: part { () throws(Failure) in
        try ScoreReader(paths, settings.oom, nodeUnits: nodeUnits).look()
      }, oomDaemons: OOMDaemonReader(paths).look())
  }

  /// A part that can't be read isn't ours to change.
  private func part<Value: Hashable & Sendable>(
    _ look: () throws(Failure) -> Value
  ) -> HostPart<Value> {
    do throws(Failure) { return .ours(try look()) } catch { return .notOurs(error.text) }
  }

  /// Written by systemd when it was started in one.
  static func container(_ paths: HostPaths) -> String? {
    guard let text = try? File.text(paths.container, limit: 256) else { return nil }
    return String(text.prefix { $0 != "\n" })
  }
}
