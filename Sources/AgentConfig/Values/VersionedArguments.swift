import Basics

/// A node's arguments from a version of its program on: `"alphaos@4.5" = […]`.
public struct VersionedArguments: Hashable, Sendable {
  /// The first version that takes them.
  public var version: String
  /// Still with their placeholders.
  public var arguments: [String]

  public init(version: String, arguments: [String]) {
    self.version = version
    self.arguments = arguments
  }
}

extension [VersionedArguments] {
  /// The arguments of the highest version that isn't above `version`; nil if all are above it, or none is
  /// comparable.
  func arguments(for version: String) -> [String]? {
    last { VersionOrder.isAtLeast(version, $0.version) == true }?.arguments
  }

  /// The arguments from exactly this version on; empty if there are none. They are kept in the order of
  /// their versions.
  subscript(from version: String) -> [String] {
    get { first { $0.version == version }?.arguments ?? [] }
    set {
      if let index = firstIndex(where: { $0.version == version }) {
        self[index].arguments = newValue
      } else {
        let next = firstIndex {
          VersionOrder.isAtLeast($0.version, version) ?? ($0.version > version)
        }
        insert(VersionedArguments(version: version, arguments: newValue), at: next ?? endIndex)
      }
    }
  }
}

extension ChainConfiguration.Command {
  /// The arguments of the chain's own unit for a release of this version.
  public func own(for version: String) -> [String] { ownFrom.arguments(for: version) ?? own }

  /// The arguments of `adnet@<chain>.service` for a release of this version.
  public func unified(for version: String) -> [String] {
    unifiedFrom.arguments(for: version) ?? unified
  }
}

extension UnifiedSettings {
  /// The arguments of adnet.service for a release of this version.
  public func command(for version: String) -> [String] {
    commandFrom.arguments(for: version) ?? command
  }
}
