import Testing

@testable import AgentConfig

@Suite struct YAMLTests {
  private func error(_ text: String) -> TextNode.SyntaxError? {
    do throws(TextNode.SyntaxError) {
      _ = try TextNode.parse(yaml: text)
      return nil
    } catch { return error }
  }

  @Test(arguments: [
    ("a: 1\n---\nb: 2\n", "2:1", "after the end"), ("a: 1\n...\nb: 2\n", "3:1", "did not find"),
    ("a: 1\nb: 2\na: 3\n", "3:1", "appears twice"), ("? [x]\n: 1\n", "1:3", "a key is not text"),
    ("a: &x [*x]\n", "1:8", "alias"), ("a: *x\n", "1:4", "alias"),
    ("a: [\n", "2:1", "did not find"),
    ("a: 1\n b: 2\n", "2:3", "mapping values"), ("\ta: 1\n", "1:1", "token"),
  ])
  func whatIsNotOneDocumentIsRefusedWithItsPlace(_ text: String, _ place: String, _ words: String) {
    let error = error(text)
    #expect(error.map { "\($0.line):\($0.column)" } == place, "\(text)")
    #expect(error?.text.contains(words) == true, "\(error?.text ?? "none")")
  }

  @Test func anAliasIsWhatItStandsFor() throws {
    let root = try TextNode.parse(yaml: "---\na: &x {b: 5}\nc: *x\n...\n")
    guard case .integer(5)? = root.member("c")?.member("b")?.value else {
      Issue.record("no 5")
      return
    }
    #expect(root.member("c")?.line == 3)
    #expect(root.member("a")?.column == 4)
  }

  /// Octal for some readers and decimal for others: it is nobody's number.
  @Test func aNumberThatBeginsWithZeroIsText() throws {
    for text in ["007", "-01", "+00", "0123"] {
      guard case .string(text) = try TextNode.parse(yaml: "a: \(text)\n").member("a")?.value else {
        Issue.record("\(text)")
        continue
      }
    }
    guard case .integer(0)? = try TextNode.parse(yaml: "a: 0\n").member("a")?.value else {
      Issue.record("0")
      return
    }
  }

  @Test func nothingIsNothing() throws {
    for text in ["", "# x\n", "---\n", "\u{feff}"] {
      #expect(try TextNode.parse(yaml: text).kind == "nothing")
    }
  }

  @Test func aliasesCannotMakeAShortTextHuge() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      let alias = "*a\(level - 1)"
      text += "a\(level): &a\(level) [" + Array(repeating: alias, count: 10).joined(separator: ", ")
      text += "]\n"
    }
    #expect(error(text)?.text == "more than a million values")
  }

  @Test func nestingIsBoundedAndCostsNoTime() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(error(nested(100)) == nil)
    for text in [
      nested(129), nested(500_000), String(repeating: "{a: ", count: 500_000),
      String(repeating: "- ", count: 500_000),
    ] {
      #expect(error(text)?.text == "more than 128 levels of nesting")
    }
    // Also by way of aliases.
    var text = "a0: &a0 \(nested(60))\n"
    for level in 1...3 {
      text += "a\(level): &a\(level) \(String(repeating: "[", count: 60))*a\(level - 1)"
      text += String(repeating: "]", count: 60) + "\n"
    }
    #expect(error(text)?.text == "more than 128 levels of nesting")
  }

  @Test func manyKeysCostNoTime() throws {
    let text = (0..<100_000).map { "k\($0): 1\n" }.joined()
    guard case .table(let members) = try TextNode.parse(yaml: text).value else { return }
    #expect(members.count == 100_000)
  }
}
