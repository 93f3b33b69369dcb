/// The validators of a chain, with equal stakes unless they are named.
struct Committee {
  static let stakeOfEach = 10_000_000_000_000

  let size: Int
  let own: String
  /// Everyone who was ever connected; they stay members when they are down.
  private(set) var known: Set<String> = []
  /// Those that were named, with their stakes; then nobody else is one.
  private let named: [String: Int]

  init(size: Int, own: String, named: [String: Int] = [:]) {
    self.size = named.isEmpty ? max(1, size) : named.count
    self.own = own
    self.named = named
  }

  var totalStake: Int { named.isEmpty ? size * Committee.stakeOfEach : named.values.reduce(0, +) }
  var quorum: Int { 2 * totalStake / 3 + 1 }

  mutating func met(_ member: String) {
    if known.count < size - 1 { known.insert(member) }
  }

  func hasQuorum(connected: Set<String>) -> Bool {
    guard named.isEmpty else {
      return connected.union([own]).reduce(0) { $0 + (named[$1] ?? 0) } >= quorum
    }
    return (1 + connected.intersection(known).count) * Committee.stakeOfEach >= quorum
  }

  /// Those who never connected appear under made-up names.
  var members: [String] {
    guard named.isEmpty else { return named.keys.sorted() }
    let met = [own] + known.sorted()
    return met + (met.count..<size).map { Bech32.name("aleo", of: "absent \($0)") }
  }

  func json(height: Int) -> String {
    let members = members
    let list = members.map { "\"\($0)\":[\(named[$0] ?? Committee.stakeOfEach),true,0]" }
      .joined(separator: ",")
    let id = Bech32.name("committee", of: members.joined()).dropFirst(10)
    return "{\"id\":\"\(id)field\",\"starting_round\":\(height * 2),\"members\":{\(list)},"
      + "\"total_stake\":\(totalStake)}"
  }
}
