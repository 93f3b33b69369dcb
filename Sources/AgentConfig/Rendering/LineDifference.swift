/// A unified diff of two texts, for `config apply --dry-run`.
public enum LineDifference {
  /// Empty when the texts are the same. A nil text is a file that doesn't exist.
  public static func unified(path: String, old: String?, new: String?) -> String {
    guard old != new else { return "" }
    let lines = changes(from: lines(old), to: lines(new))
    var text = "--- \(old == nil ? "/dev/null" : path)\n+++ \(new == nil ? "/dev/null" : path)\n"
    for hunk in hunks(of: lines) { text += render(lines[hunk], before: lines[..<hunk.lowerBound]) }
    return text
  }

  enum Line: Hashable {
    case same(String)
    case removed(String)
    case added(String)
  }

  private static let context = 3

  private static func lines(_ text: String?) -> [String] {
    guard let text, !text.isEmpty else { return [] }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// By the longest common subsequence: unit files are small.
  static func changes(from old: [String], to new: [String]) -> [Line] {
    var common = [[Int]](repeating: [Int](repeating: 0, count: new.count + 1), count: old.count + 1)
    for i in old.indices.reversed() {
      for j in new.indices.reversed() {
        common[i][j] =
          old[i] == new[j] ? common[i + 1][j + 1] + 1 : max(common[i + 1][j], common[i][j + 1])
      }
    }
    var lines: [Line] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, j < new.count, old[i] == new[j] {
        lines.append(.same(old[i]))
        (i, j) = (i + 1, j + 1)
      } else if j == new.count || i < old.count && common[i + 1][j] >= common[i][j + 1] {
        lines.append(.removed(old[i]))
        i += 1
      } else {
        lines.append(.added(new[j]))
        j += 1
      }
    }
    return lines
  }

  /// Ranges of changed lines with their context, joined where they touch.
  private static func hunks(of lines: [Line]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for (index, line) in lines.enumerated() {
      if case .same = line { continue }
      let range = max(0, index - context)..<min(lines.count, index + context + 1)
      if let last = hunks.last, last.upperBound >= range.lowerBound {
        hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
      } else {
        hunks.append(range)
      }
    }
    return hunks
  }

  private static func render(_ hunk: ArraySlice<Line>, before: ArraySlice<Line>) -> String {
    func position(_ isOld: Bool) -> String {
      let count = hunk.count { isIn($0, old: isOld) }
      let start = before.count { isIn($0, old: isOld) } + (count == 0 ? 0 : 1)
      return count == 1 ? "\(start)" : "\(start),\(count)"
    }
    return "@@ -\(position(true)) +\(position(false)) @@\n"
      + hunk.map { line in
        switch line {
        case .same(let text): " \(text)\n"
        case .removed(let text): "-\(text)\n"
        case .added(let text): "+\(text)\n"
        }
      }.joined()
  }

  private static func isIn(_ line: Line, old: Bool) -> Bool {
    switch line {
    case .same: true
    case .removed: old
    case .added: !old
    }
  }
}
