import Testing

/// What a reader sees of the declarations in Sources: their comments and their names.
struct DeclarationTests {
  /// The first words that leave the noun of a declaration to the reader.
  private static let vague: Set = [
    "It", "Its", "Those", "They", "That", "He", "Who", "Whoever", "Whom", "What", "Whatever",
    "Nobody",
  ]

  @Test(arguments: House.targets)
  func commentsBeginWithTheirNoun(target: String) throws {
    for file in try House.files("Sources/\(target)", suffix: ".swift") {
      for (line, word) in Self.firstWords(try House.read(file)) where Self.vague.contains(word) {
        Issue.record("\(file):\(line): the comment begins with \"\(word)\", not with its noun")
      }
    }
  }

  @Test func firstWordsAreOfTheFirstLineOfAComment() {
    let source = """
      /// It is one.
      /// Those are none.
      struct A {}
        // What isn't read.
        /// The two.
      """
    #expect(Self.firstWords(source).map { "\($0.line) \($0.word)" } == ["1 It", "5 The"])
  }

  /// The first word of each documentation comment, and its line from 1.
  private static func firstWords(_ text: String) -> [(line: Int, word: String)] {
    var words: [(Int, String)] = []
    var isWithin = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let code = line.drop { $0 == " " }
      defer { isWithin = code.hasPrefix("///") }
      guard code.hasPrefix("///"), !isWithin else { continue }
      words.append((index + 1, String(code.dropFirst(3).drop { $0 == " " }.prefix { $0.isLetter })))
    }
    return words
  }

  @Test func namesOfTypesAreUnique() throws {
    let kinds: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "typealias"]
    var files: [String: Set<String>] = [:]
    for file in try House.files("Sources", suffix: ".swift") {
      for line in try House.read(file).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard !line.hasPrefix(" "), let kind = words.firstIndex(where: kinds.contains),
          kind + 1 < words.count, words[..<kind].allSatisfy({ Self.modifiers.contains(String($0)) })
        else { continue }
        let name = String(words[kind + 1].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
        files[name, default: []].insert(file)
      }
    }
    #expect(files.count > 500)
    let shared = files.filter { $0.value.count > 1 }
    #expect(shared.isEmpty, "\(shared)")
  }

  private static let modifiers: Set = [
    "public", "package", "internal", "private", "fileprivate", "final", "indirect", "@frozen",
    "@main",
  ]
}
