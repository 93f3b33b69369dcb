import Testing

@testable import AgentConfig

@Suite struct JSONTests {
  private func error(_ text: String) -> TextNode.SyntaxError? {
    do throws(TextNode.SyntaxError) {
      _ = try TextNode.parse(json: text)
      return nil
    } catch { return error }
  }

  private func string(_ text: String) throws -> String? {
    guard case .string(let value) = try TextNode.parse(json: text).value else { return nil }
    return value
  }

  @Test(arguments: [
    ("{}x", "1:3", "after the end"), ("{} {}", "1:4", "after the end"), ("1 2", "1:3", "after"),
    ("{\"a\":1,}", "1:8", "a comma before a closing bracket"),
    ("[1,\n ]", "2:2", "a comma before a closing bracket"),
    ("[1, // one\n2]", "1:5", "comments"), ("# x\n{}", "1:1", "comments"),
    ("[1 /* one */]", "1:4", "comments"),
    ("", "1:1", "empty"), (" \n ", "2:2", "empty"), ("\u{feff}{}", "1:1", "byte order mark"),
    ("{\"a\":1,\"b\":2,\"a\":3}", "1:14", "appears twice"),
    ("{'a':1}", "1:2", "in quotes"), ("{a:1}", "1:2", "in quotes"), ("{\"a\" 1}", "1:6", "colon"),
    ("[1 2]", "1:4", "comma"), ("{\"a\":1 \"b\":2}", "1:8", "comma"), ("[1", "1:3", "ends"),
    ("[", "1:2", "ends"), ("{", "1:2", "ends"), ("\"a", "1:3", "closing quote"),
    ("\"\\", "1:3", "closing quote"),
    ("\"a\nb\"", "1:3", "control character"), ("\"\\x41\"", "1:2", "unknown escape"),
    ("\"\\u12g4\"", "1:6", "hexadecimal"), ("\"\\u00é1\"", "1:6", "hexadecimal"),
    ("\"\\ud83d\"", "1:2", "surrogate"), ("\"x\\ude00\"", "1:3", "surrogate"),
    ("\"\\ud83d\\u0041\"", "1:2", "surrogate"), ("\"\\ud83d\\ue000\"", "1:2", "surrogate"),
    ("\"\\ud83dx\"", "1:2", "surrogate"),
    ("01", "1:3", "leading zero"), ("-01", "1:4", "leading zero"), ("00", "1:3", "leading zero"),
    ("-", "1:2", "digit"), ("+1", "1:1", "value"), (".5", "1:1", "value"), ("1.", "1:3", "digit"),
    ("1e", "1:3", "digit"), ("0x10", "1:2", "after the end"), ("NaN", "1:1", "value"),
    ("True", "1:1", "value"), ("nul", "1:1", "value"), ("nullx", "1:5", "after the end"),
    ("[1]\u{0c}", "1:4", "after the end"), ("\u{a0}1", "1:1", "value"), ("[1]\0", "1:4", "after"),
  ])
  func whatIsNotJSONIsRefusedWithItsPlace(_ text: String, _ place: String, _ words: String) {
    let error = error(text)
    #expect(error.map { "\($0.line):\($0.column)" } == place, "\(text)")
    #expect(error?.text.contains(words) == true, "\(error?.text ?? "none")")
  }

  @Test(arguments: [
    (#""\ud83d\ude00""#, "\u{1f600}"), ("\"a\u{7f}b\"", "a\u{7f}b"),
    (#""\u007f\u0000""#, "\u{7f}\0"),
    (#""\"\\\/\b\f\n\r\t\u00e9é""#, "\"\\/\u{8}\u{c}\n\r\té\u{e9}"), (#""""#, ""),
    (#""\uDBFF\uDFFF""#, "\u{10ffff}"), ("\t\r\n\"x\" ", "x"),
    ("18446744073709551615", "18446744073709551615"),
  ])
  func whatIsJSONIsRead(_ text: String, _ value: String) throws {
    #expect(try string(text) == value)
  }

  @Test func numbers() throws {
    for (text, number) in [("0", 0), ("-0", 0), ("10", 10), ("-7", -7), ("100", 100)] {
      guard case .integer(number) = try TextNode.parse(json: text).value else {
        Issue.record("\(text)")
        continue
      }
    }
    for text in ["1.5", "0.0", "1e6", "1E+6", "-0.1e-2", "10.01"] {
      guard case .float(text) = try TextNode.parse(json: text).value else {
        Issue.record("\(text)")
        continue
      }
    }
  }

  @Test func everyValueHasItsLineAndColumn() throws {
    let root = try TextNode.parse(json: #"{"é": [1, {"b": "x"}], "c": null}"#)
    let list = try #require(root.member("é"))
    #expect((list.line, list.column) == (1, 7))
    guard case .array(let elements) = list.value else {
      Issue.record("no array")
      return
    }
    #expect(elements.map(\.column) == [8, 11])
    #expect(elements[1].member("b")?.column == 17)
    #expect(root.member("c")?.column == 29)
  }

  @Test func nestingIsBoundedAndCostsNoTime() throws {
    func nested(_ depth: Int, _ open: String, _ close: String) -> String {
      String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }
    #expect(error(nested(127, "[", "]")) == nil)
    #expect(error(nested(127, "{\"a\":", "}")) == nil)
    for text in [nested(129, "[", "]"), nested(500_000, "[", "]"), nested(500_000, "{\"a\":", "}")]
    {
      #expect(error(text)?.text == "more than 128 levels of nesting")
    }
  }
}
