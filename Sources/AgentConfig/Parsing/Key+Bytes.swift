extension Key {
  /// Whole MiB.
  static func bytes(
    _ name: String, _ place: ConfigurationDraftField<Int>, _ range: ClosedRange<Int>,
    _ meaning: String
  ) -> Key {
    let limits = "\(ByteText.text(range.lowerBound)) to \(ByteText.text(range.upperBound))"
    return Key(
      name: name, kind: "bytes with M, G or T (or MiB, GiB, TiB), \(limits)", meaning: meaning,
      read: { .string(ByteText.text(place.get($0))) },
      write: { node, draft in
        guard case .string(let text) = node.value else {
          return [Refusal(text: "must be an amount in quotes, not \(node.kind)", hint: byteHint)]
        }
        guard let bytes = ByteText.bytes(text) else {
          return [
            Refusal(
              text: "can't be \(SettingValue.quoted(text)): not an amount of bytes",
              hint: byteHint)
          ]
        }
        guard range.contains(bytes), bytes % (1 << 20) == 0 else {
          return [
            Refusal(
              text: "must be \(limits), whole MiB, not \(SettingValue.quoted(text))", hint: nil)
          ]
        }
        place.set(&draft, bytes)
        return []
      })
  }

  /// One of a few words.
  static func word<Word: CaseIterable & RawRepresentable & Sendable>(
    _ name: String, _ place: ConfigurationDraftField<Word>, _ meaning: String
  ) -> Key where Word.RawValue == String {
    let words = Word.allCases.map { SettingValue.quoted($0.rawValue) }
    return Key(
      name: name, kind: words.joined(separator: " or "), meaning: meaning,
      read: { .string(place.get($0).rawValue) },
      write: { node, draft in
        guard case .string(let text) = node.value, let word = Word(rawValue: text) else {
          return [Refusal(text: "must be \(words.joined(separator: " or "))", hint: nil)]
        }
        place.set(&draft, word)
        return []
      })
  }

  private static let byteHint =
    #"write a number and M, G or T, such as "32G", "32GiB" or "1.5G", or "0""#
}
