/// The last words of a node before it ended, in one line that can be shown: without control
/// characters, secrets or what programs add to every error.
public enum LastWords {
  /// In characters, of what is shown.
  private static let most = 300

  /// - Parameter lines: of its log, the oldest first.
  public static func from(_ lines: [String]) -> String? {
    let lines = lines.map { $0.filter { !isControl($0) } }.filter { line in
      line.contains { !$0.isWhitespace } && !line.hasPrefix(supervisor)
        && !chatter.contains { line.contains($0) }
    }
    guard var index = lines.indices.last else { return nil }
    if let error = lines.lastIndex(where: { line in signs.contains { line.contains($0) } }) {
      index = error
    }
    var text = trimmed(lines[index])
    // A panic has its reason on the line after its place.
    if text.hasSuffix(":"), index + 1 < lines.count { text += " " + trimmed(lines[index + 1]) }
    text = hidingSecrets(text)
    return text.count > most ? text.prefix(most) + "…" : text
  }

  private static let signs = ["error", "Error", "ERROR", "panicked", "FATAL", "fatal"]
  /// Of Rust's panics, of clap's usage errors, and of the supervisor beside it.
  private static let chatter = [
    "RUST_BACKTRACE", "For more information, try", "Usage:", "cannot watch the node's binds",
    "the start grace is over",
  ]
  /// The beginning of the supervisor's own lines in the same log: "the node exited with 2", "the
  /// node died 2 times".
  private static let supervisor = "the node "

  private static func trimmed(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace)
    return words.joined(separator: " ")
  }

  private static func isControl(_ character: Character) -> Bool {
    character.unicodeScalars.contains {
      $0.properties.generalCategory == .control || $0.properties.generalCategory == .format
    } && !character.isWhitespace
  }

  /// Private keys and tokens of this family: `APrivateKey1…`, and what looks like a JWT.
  public static func hidingSecrets(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let isSecret =
        SecretKey.isIn(String(word))
        || word.contains("eyJ") && word.split(separator: ".").count >= 3
      return isSecret ? "…" : String(word)
    }.joined(separator: " ")
  }
}
