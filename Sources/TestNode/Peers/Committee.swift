/// The validators of a chain, with equal stakes.
struct Committee {
  static let stakeOfEach = 10_000_000_000_000

  let size: Int
  let own: String
  /// Everyone who was ever connected; they stay members when they are down.
  private(set) var known: Set<String> = []

  init(size: Int, own: String) {
    self.size = max(1, size)
    self.own = own
  }

  var totalStake: Int { size * Committee.stakeOfEach }
  var quorum: Int { 2 * totalStake / 3 + 1 }

  mutating func met(_ member: String) {
    if known.count < size - 1 { known.insert(member) }
  }

  func hasQuorum(connected: Set<String>) -> Bool {
    (1 + connected.intersection(known).count) * Committee.stakeOfEach >= quorum
  }

  /// Those who never connected appear under made-up names.
  var members: [String] {
    let named = [own] + known.sorted()
    return named + (named.count..<size).map { Bech32.name("aleo", of: "absent \($0)") }
  }

  func json(height: Int) -> String {
    let list = members.map { "\"\($0)\":[\(Committee.stakeOfEach),true,0]" }.joined(separator: ",")
    let id = Bech32.name("committee", of: members.joined()).dropFirst(10)
    return "{\"id\":\"\(id)field\",\"starting_round\":\(height * 2),\"members\":{\(list)},"
      + "\"total_stake\":\(totalStake)}"
  }
}
