package import Basics

/// A chain the package has units for. Units are files of the package, so a chain can't be added by
/// configuration alone.
package enum ShippedChain: String, CaseIterable, Sendable {
  case alpha, delta

  package init?(_ name: ChainName) { self.init(rawValue: name.text) }

  package var name: ChainName {
    guard let name = ChainName(rawValue) else { preconditionFailure("not a chain name") }
    return name
  }

  /// The unit that runs the chain's own node, without `.service`; also its default program.
  package var node: String { "\(rawValue)os" }

  /// The roles that have a pair of socket units.
  package var holdableRoles: [String] {
    switch self {
    case .alpha: ["rest"]
    case .delta: ["rest", "ws"]
    }
  }
}
