/// The search for the word that an operator may have meant.
public enum SpellingSuggestion {
  /// The name among `known` that is nearest to `word`, if it is near enough to be meant.
  static func nearest(_ word: String, among known: [String]) -> String? {
    let allowed = word.count <= 3 ? 1 : word.count <= 8 ? 2 : 3
    let ranked = known.map { (name: $0, distance: distance(word, $0)) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= allowed else {
      return nil
    }
    return best.name
  }

  /// Insertions, deletions, replacements and swaps of neighbours between two words.
  public static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a.utf8)
    let b = Array(b.utf8)
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        row.append(cost)
      }
      before = last
      last = row
    }
    return last[b.count]
  }
}
