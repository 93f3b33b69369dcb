import SupervisorCore
import Testing

struct ProcessTextsTests {
  @Test func onlyTheUnitsOwnGroupIsIts() {
    func group(_ text: Text) -> Text? { ProcessTexts.group(of: "alphaos.service", in: text) }
    #expect(group("0::/adnet.slice/alphaos.service\n") == "/adnet.slice/alphaos.service")
    #expect(group("1:name=systemd:/\n0::/alphaos.service\n") == "/alphaos.service")
    let others: [Text] = [
      "", "0::/\n", "0::/user.slice/session-1.scope\n", "0::/adnet.slice/xalphaos.service\n",
      "0::/alphaos.service/below\n", "1:name=systemd:/adnet.slice/alphaos.service\n",
    ]
    for other in others { #expect(group(other) == nil) }
  }

  @Test func allButUsAndWhatCannotBeNamed() {
    #expect(ProcessTexts.processes("7\n1\n0\n12\n\nx\n9\n", besides: 9) == [7, 12])
  }

  @Test func onlyWhoHasAPosixLockHoldsOne() {
    let locks: Text = """
      1: POSIX  ADVISORY  WRITE 12 fe:00:1 0 EOF
      1: -> POSIX  ADVISORY  WRITE 13 fe:00:1 0 EOF
      2: FLOCK  ADVISORY  WRITE 14 fe:00:1 0 EOF
      3: OFDLCK ADVISORY  WRITE -1 fe:00:1 0 EOF
      """
    #expect(ProcessTexts.isLocked(by: [1, 12], locks))
    #expect(!ProcessTexts.isLocked(by: [13, 14, 1], locks))
    #expect(!ProcessTexts.isLocked(by: [], locks) && !ProcessTexts.isLocked(by: [12], ""))
  }

  @Test func aProgramThatWasReplacedIsTheSameOne() {
    #expect(ProcessTexts.isSame("/a", "/a") && ProcessTexts.isSame("/a (deleted)", "/a"))
    #expect(!ProcessTexts.isSame("/a", "/b") && !ProcessTexts.isSame("/a", "/a/a"))
  }
}
