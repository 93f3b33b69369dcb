/// The use of a port's number for UDP. The family uses TCP alone today; the owner's list has TCP and
/// UDP for peers.
public enum UDPUse: String, Codable, Sendable, CaseIterable {
  /// A number that isn't looked at.
  case off
  /// A number at which the node may receive, and nobody else.
  case optional
  /// A number without which the node is degraded.
  case wanted
}
