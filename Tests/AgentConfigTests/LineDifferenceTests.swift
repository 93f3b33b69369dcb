import Testing

@testable import AgentConfig

@Suite struct LineDifferenceTests {
  @Test func equalTextsHaveNoDifference() {
    #expect(LineDifference.unified(path: "x", old: "a\n", new: "a\n") == "")
    #expect(LineDifference.unified(path: "x", old: nil, new: nil) == "")
  }

  @Test func aNewFileIsAllAdded() {
    #expect(
      LineDifference.unified(path: "x", old: nil, new: "a\nb\n")
        == "--- /dev/null\n+++ x\n@@ -0,0 +1,2 @@\n+a\n+b\n")
  }

  @Test func aRemovedFileIsAllRemoved() {
    #expect(
      LineDifference.unified(path: "x", old: "a\n", new: nil)
        == "--- x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n")
  }

  @Test func changesHaveThreeLinesOfContextAndFarOnesAreApart() {
    let old = (1...20).map { "\($0)\n" }.joined()
    let new = (1...20).map { $0 == 5 ? "five\n" : $0 == 18 ? "" : "\($0)\n" }.joined()
    #expect(
      LineDifference.unified(path: "x", old: old, new: new) == """
        --- x
        +++ x
        @@ -2,7 +2,7 @@
         2
         3
         4
        -5
        +five
         6
         7
         8
        @@ -15,6 +15,5 @@
         15
         16
         17
        -18
         19
         20

        """)
  }
}
