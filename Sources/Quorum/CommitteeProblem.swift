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
    case .duplicate(let address): "\(Self.short(address)) appears twice"
    case .noStake(let address): "\(Self.short(address)) has no stake"
    case .tooMuchStake: "all stakes together don't fit into 64 bits"
    }
  }

  /// A node may say anything: without what a terminal would act on.
  private static func short(_ address: String) -> String {
    String(
      decoding: address.utf8.prefix(100).map { (0x21..<0x7f).contains($0) ? $0 : 0x3f },
      as: UTF8.self)
  }
}
