/// A pattern of words that a text for users doesn't have, with the better word for it.
///
/// The pattern is written as words: `is|are told` is "is" or "are" and then "told". `!there` in front is a
/// word before it that is not "there", `!longer|more` at its end a word behind it that is none of these.
struct Phrase {
  let pattern: String
  let better: String
  private let words: [Set<String>]
  private let notBefore: Set<String>
  private let notBehind: Set<String>

  init(_ pattern: String, _ better: String) {
    self.pattern = pattern
    self.better = better
    var parts = pattern.split(separator: " ")
    let alternatives = { (part: Substring) in Set(part.split(separator: "|").map(String.init)) }
    let isNot = { (part: Substring?) in part?.first == "!" }
    notBefore = isNot(parts.first) ? alternatives(parts.removeFirst().dropFirst()) : []
    notBehind = isNot(parts.last) ? alternatives(parts.removeLast().dropFirst()) : []
    words = parts.map(alternatives)
  }

  /// The words of a text that match, if any do.
  func match(_ text: [String]) -> String? {
    guard text.count >= words.count else { return nil }
    for start in 0...(text.count - words.count) {
      let end = start + words.count
      guard zip(words, text[start..<end]).allSatisfy({ $0.contains($1) }),
        start == 0 || !notBefore.contains(text[start - 1]),
        end == text.count || !notBehind.contains(text[end])
      else { continue }
      return text[start..<end].joined(separator: " ")
    }
    return nil
  }

  /// The words of a text in lower case; each other visible character is a word by itself.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"), UInt8(ascii: "'"):
        word.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        word.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
      default:
        if !word.isEmpty { words.append(word) }
        word = ""
        if byte > 0x20 { words.append(String(Unicode.Scalar(byte))) }
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
