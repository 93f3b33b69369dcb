/// Why something is no committee.
public enum CommitteeProblem: Error, Hashable, Sendable {
  case empty
  case duplicate(String)
  case noStake(String)
  /// All stakes together don't fit into 64 bits.
  case tooMuchStake

  public var words: String {
    switch self {
    case .empty: "it has no members"
    case .duplicate(let address): "\(address) appears twice"
    case .noStake(let address): "\(address) has no stake"
    case .tooMuchStake: "all stakes together don't fit into 64 bits"
    }
  }
}
