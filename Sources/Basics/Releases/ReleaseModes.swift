/// The modes that the unified program has, by its own word: what `run --help` prints.
public enum ReleaseModes {
  public static let known = ["alpha-only", "delta-only", "dual"]

  /// Sorted; nil when it tells of none.
  public static func modes(in text: String) -> [String]? {
    let words = Set(
      text.split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init))
    let found = known.filter(words.contains)
    return found.isEmpty ? nil : found
  }
}
