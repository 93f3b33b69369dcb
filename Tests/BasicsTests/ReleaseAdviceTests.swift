import Basics
import Testing

@Suite struct ReleaseAdviceTests {
  private let release = ReleaseID("alphaos/4.0.2-0123456789ab")!

  @Test func aProgramThatNoChainRunsIsRefusedWithTheKnownOnes() {
    let known: Set = ["alphaos", "adnet", "deltaos"]
    let failure = ReleaseAdvice.refusal("alpha", known: known)
    #expect(failure?.exit == .refused)
    #expect(failure?.hint == "--name is one of adnet, alphaos, deltaos")
    #expect(ReleaseAdvice.refusal("adnet", known: known) == nil)
  }

  @Test(arguments: [
    "alphaos 4.0.2", "alphaos v4.0.2 (abc)", "alphaos\nversion: 4.0.2, mainnet", "x 4.0.2.\n",
    "4.0.2.0",
  ])
  func aFileThatSaysItsVersionIsNotWarnedOf(_ words: String) {
    #expect(ReleaseAdvice.warnings(for: release, installed: [release], words: words).isEmpty)
  }

  @Test(arguments: [
    "ls (GNU coreutils) 9.1", "alphaos 14.0.2", "alphaos 4.0.21", "alphaos 4.0.2-rc1",
  ])
  func aFileThatSaysAnotherIs(_ words: String) {
    #expect(
      ReleaseAdvice.warnings(for: release, installed: [], words: words)
        == ["its --version doesn't say 4.0.2: it says \"\(words)\""])
  }

  @Test func aLicencesVersionIsNotItsOwn() {
    let words = "env (GNU coreutils) 9.1\nLicense GPLv4+: GNU GPL version 4.0.2 or later"
    #expect(!ReleaseAdvice.warnings(for: release, installed: [], words: words).isEmpty)
  }

  @Test func whatItSaysCanNotMoveTheCursor() {
    let text = ReleaseAdvice.warnings(for: release, installed: [], words: "\u{1b}[2Jx")
    #expect(text == ["its --version doesn't say 4.0.2: it says \"[2Jx\""])
  }

  @Test func noAnswerIsTold() {
    for words in [nil, "", "\n"] as [String?] {
      #expect(ReleaseAdvice.warnings(for: release, installed: [], words: words).count == 1)
    }
  }

  @Test func anotherBuildOfTheVersionIsTold() {
    let other = ReleaseID("alphaos/4.0.2-ba9876543210")!
    let foreign = ReleaseID("adnet/4.0.2-ba9876543210")!
    #expect(
      ReleaseAdvice.warnings(
        for: release, installed: [other, release, foreign], words: "alphaos 4.0.2")
        == [
          "another build of 4.0.2 is installed: alphaos/4.0.2-ba9876543210; name this one by its folder, 4.0.2-0123456789ab"
        ])
  }
}
