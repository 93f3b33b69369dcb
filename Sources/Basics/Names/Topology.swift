/// The arrangement of units and chains: which unit serves which.
public enum Topology: String, Codable, Sendable, CaseIterable {
  /// A program for each chain: `alphaos.service`, `deltaos.service`.
  case separate
  /// The unified program, a process for each chain: `adnet@alpha.service`, `adnet@delta.service`.
  case split
  /// One process of it for all chains: `adnet.service`.
  case unified
}
