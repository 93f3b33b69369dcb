/// Which unit serves which chain.
public enum Topology: String, Codable, Sendable, CaseIterable {
  /// A program for each chain: `alphaos.service`, `deltaos.service`.
  case separate
  /// The unified program, a process for each chain: `adnet@alpha.service`, `adnet@delta.service`.
  case split
  /// One process of it for all chains: `adnet.service`.
  case unified
}

extension ChainSettings {
  /// The program of `adnet@.service` and `adnet.service`.
  public static let unifiedProgram = "adnet"

  public func unit(in topology: Topology) -> String? {
    switch topology {
    case .separate: nodeUnits.first { $0.key != Self.unifiedProgram }?.value
    case .split: nodeUnits[Self.unifiedProgram]
    case .unified: sharedUnit
    }
  }

  /// Nil for a unit that is none of the chain's.
  public func topology(of unit: String) -> Topology? {
    Topology.allCases.first { self.unit(in: $0) == unit }
  }
}
