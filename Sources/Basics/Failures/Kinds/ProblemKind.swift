/// The kind of a problem, in one stable snake_case word: clients match on it, never on a text.
///
/// The list is closed: only its members can be written in our sources. A word that isn't in it comes
/// from another version, by JSON alone, and is carried as it is.
public struct ProblemKind: KindWord {
  public let rawValue: String
  /// One plain sentence; empty for a word of another version.
  public let meaning: String
  /// The advice for an operator; nil where there is nothing that always helps.
  public let advice: String?

  init(_ rawValue: String, _ meaning: String, do advice: String? = nil) {
    self.rawValue = rawValue
    self.meaning = meaning
    self.advice = advice
  }

  /// The member of the list with this word, or else the word alone.
  public init(rawValue: String) { self = Self.listed[rawValue] ?? Self(rawValue, "") }

  /// The problem that a failure is for as long as it lasts.
  public init(_ failure: FailureKind) {
    self =
      Self.listed[failure.rawValue] ?? Self(failure.rawValue, failure.meaning, do: failure.advice)
  }

  /// All, in the groups of the files that they stand in.
  public static let all: [Self] = ofTheAgent + ofOperations + ofNodes + ofHealth + ofTheHost

  /// The member of the list with this word.
  public static func named(_ word: String) -> Self? { listed[word] }

  private static let listed = Dictionary(uniqueKeysWithValues: all.map { ($0.rawValue, $0) })
}

extension ProblemKind {
  /// The reason why no swap file can be made, or the one that is there can't be used.
  public static let ofTheSwapFile: [Self] = [
    .swapFileForeign, .swapFileHoled, .swapNoRoom, .swapReadOnly, .swapUnsupported,
  ]
}
