/// The meaning of a piece of text, apart from its words.
enum Tone: String {
  case plain, dim, good, waiting, bad
}

/// Colours, or none.
struct Paint {
  let colours: Bool

  func callAsFunction(_ text: String, _ tone: Tone) -> String {
    guard colours, !text.isEmpty else { return text }
    let code: Int
    switch tone {
    case .plain: return text
    case .dim: code = 2
    case .good: code = 32
    case .waiting: code = 33
    case .bad: code = 31
    }
    return "\u{1b}[\(code)m\(text)\u{1b}[0m"
  }
}
