import Testing

@testable import AgentConfig

@Suite struct TOMLTests {
  private func error(_ text: String) -> TextNode.SyntaxError? {
    do throws(TextNode.SyntaxError) {
      _ = try TextNode.parse(toml: text)
      return nil
    } catch { return error }
  }

  @Test func everyValueHasItsLineAndColumn() throws {
    let root = try TextNode.parse(toml: "[a]\n  b = [1,\n 2]\n")
    let list = try #require(root.member("a")?.member("b"))
    #expect((list.line, list.column) == (2, 3))
    guard case .array(let elements) = list.value else {
      Issue.record("no array")
      return
    }
    #expect(elements.map(\.line) == [2, 3])
    #expect(elements[1].column == 2)
    #expect(error("a = 1\nb = = 2\n")?.column == 5)
  }

  @Test func nestingIsBoundedAndCostsNoTime() {
    func nested(_ count: Int, _ text: String, _ end: String) -> String {
      String(repeating: text, count: count) + end
    }
    #expect(error(nested(120, "a.", "a = 1")) == nil)
    for text in [
      nested(129, "a.", "a = 1"), nested(1_000_000, "a.", "a = 1"), "[\(nested(200, "a.", "a"))]",
      nested(100, "a.b = {", "a = 1"), "a = " + nested(1_000_000, "[", ""),
    ] {
      #expect(error(text)?.text == "more than 128 levels of nesting")
    }
  }

  @Test(arguments: [
    // Dots that nest nothing: in strings, comments, numbers, and in one key after the other.
    #"a = "DOTS""#,
    "a = '''\nDOTS''....'''\n",
    "a = \"\"\"\nDOTS\\\"\"\"DOTS\"\"\"\n",
    "# DOTS\na = 1",
    "a = ['.', \"\\\"DOTS\", 1.5]",
  ])
  func dotsThatNestNothing(_ text: String) {
    let text = text.replacing("DOTS", with: String(repeating: ".", count: 200))
    #expect(error(text + "\n" + (0..<400).map { "k\($0).a.b = 1.5\n" }.joined()) == nil)
  }
}
