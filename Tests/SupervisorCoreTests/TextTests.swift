import SupervisorCore
import Testing

struct TextTests {
  @Test func writesAndReadsNumbers() {
    for number: Int64 in [0, 7, 10, 1_795_377_822_225] {
      var text = Text()
      text.add(number)
      #expect(String(decoding: text.bytes, as: UTF8.self) == "\(number)")
      #expect(text.number == number)
    }
    var text = Text()
    text.add(Int64.min)
    #expect(String(decoding: text.bytes, as: UTF8.self) == "\(Int64.min)")
    #expect(("12a" as Text).number == nil)
    #expect(("" as Text).number == nil)
    #expect(("1234567890123456" as Text).number == nil)
  }

  @Test func splitsAndTrims() {
    #expect(("a,,b" as Text).split(0x2c) == ["a", "", "b"])
    #expect(("a \n\n" as Text).trimmed == "a")
    #expect(("abc" as Text).after("ab") == "c")
    #expect(("abc" as Text).after("b") == nil)
  }

  @Test func escapesAllThatIsNotPrintable() {
    #expect(Text([0x61, 0x0a, 0x1b, 0x5c, 0xc3, 0x7f]).escaped == "a\\x0a\\x1b\\x5c\\xc3\\x7f")
    #expect(("a b~" as Text).escaped == "a b~")
  }
}
