import Basics
import Testing

@Suite struct LastWordsTests {
  @Test(
    arguments: [
      ([], nil),
      (["", "   "], nil),
      (["bye", "the node exited with 101", "the node died 1 time, next start in 1 s"], "bye"),
      (["loading", "cannot open the ledger"], "cannot open the ledger"),
      (
        [
          "error: unexpected argument '--wrong' found", "", "Usage: alphaos start [OPTIONS]", "",
          "For more information, try '--help'.",
        ], "error: unexpected argument '--wrong' found"
      ),
      (
        [
          "thread 'main' panicked at src/main.rs:12:5:", "no such key file",
          "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace",
        ], "thread 'main' panicked at src/main.rs:12:5: no such key file"
      ),
      (["\u{1b}[31merror\u{1b}[0m: \u{202e}bad"], "[31merror[0m: bad"),
      (["key APrivateKey1zkp8 is wrong"], "key … is wrong"),
      (["token eyJhbGciOi.eyJzdWIi.c2ln"], "token …"),
    ] as [([String], String?)])
  func theLineThatTellsTheReasonIsShown(_ lines: [String], _ words: String?) {
    #expect(LastWords.from(lines) == words)
  }

  @Test func aLongLineIsCut() {
    #expect(LastWords.from([String(repeating: "x", count: 5_000)])?.count == 301)
  }
}
