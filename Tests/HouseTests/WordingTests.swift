import Testing

/// Users read plain technical English. What words are left, and what stands for them, is in `Wording`.
struct WordingTests {
  @Test(arguments: House.targets) func textsInSourcesArePlain(target: String) throws {
    for file in try House.files("Sources/\(target)", suffix: ".swift") {
      for literal in StringLiterals.of(try House.read(file))
      where literal.text.contains(" ") && !Wording.kept.contains(where: literal.text.hasPrefix) {
        expectPlain(literal.text, file, literal.line)
        let word = Wording.identifiers.match(Phrase.words(literal.text))
        #expect(word == nil, "\(file):\(literal.line): write \(Wording.identifiers.better)")
      }
    }
  }

  @Test func pagesArePlain() throws {
    let pages =
      ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]
      + (try House.files("docs", suffix: ".md")).filter {
        !$0.hasPrefix("docs/decisions/") && !Wording.measured.contains($0)
      }
    #expect(pages.count > 10)
    for page in pages {
      // A phrase may be broken by the end of a line: paragraphs are read whole.
      var paragraph = (first: 1, text: "")
      for (number, line) in try lines(page) + [(0, "")] {
        if !line.isEmpty {
          if paragraph.text.isEmpty { paragraph.first = number }
          paragraph.text += line + " "
        } else {
          expectPlain(Wording.prose(paragraph.text[...]), page, paragraph.first)
          paragraph.text = ""
        }
      }
    }
  }

  @Test func whatThePackageShowsIsPlain() throws {
    var files = try House.files("packaging/man", suffix: ".8")
    files += try House.files("units", suffix: "")
    files += ["agent.toml", "adnet-agent.catalog", "debian/control"].map { "packaging/\($0)" }
    files += ["preinst", "postinst", "prerm", "postrm"].map { "packaging/debian/adnet-agent.\($0)" }
    for file in files {
      for (number, line) in try lines(file) where !line.hasPrefix("#!") {
        expectPlain(line, file, number)
      }
    }
  }

  @Test func literalsAreFoundAsUsersSeeThem() {
    let source = ##"""
      // "a comment"
      let a = "one \(b ? "two" : c("three")) four" /* "five" */
      let d = "six " + "seven "
        + "eight"
      let e = #"nine "ten" \#(f)"#
      let g = text.contains(/"/)
      let h = "eleven \"twelve\""
      """##
    #expect(
      StringLiterals.of(source).map { "\($0.line) \($0.text)" } == [
        "2 two", "2 three", "2 one … four", "3 six seven eight", #"5 nine "ten" …"#, "6 /)",
        #"7 eleven \"twelve\""#,
      ])
  }

  @Test func phrasesMatchWholeWords() {
    #expect(Phrase("is|are told", "").match(Phrase.words("It IS told.")) == "is told")
    #expect(Phrase("is|are told", "").match(Phrase.words("this is toldest")) == nil)
    #expect(Phrase("is no !longer", "").match(Phrase.words("it is no longer there")) == nil)
    #expect(Phrase("!there is no", "").match(Phrase.words("there is no port")) == nil)
    #expect(Phrase("!there is no", "").match(Phrase.words("is no")) == "is no")
    #expect(Wording.prose("state `crash_loop`, or crash") == "state …, or crash")
  }

  private func lines(_ file: String) throws -> [(Int, String)] {
    try House.read(file).split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { ($0.offset + 1, String($0.element)) }
  }

  private func expectPlain(_ text: String, _ file: String, _ line: Int) {
    for (has, phrase) in Wording.found(in: text) {
      Issue.record("\(file):\(line): \"\(has)\" – better: \(phrase.better)")
    }
  }
}
