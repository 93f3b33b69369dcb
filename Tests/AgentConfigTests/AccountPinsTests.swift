import Basics
import Testing

@testable import AgentConfig

@Suite struct AccountPinsTests {
  private static let (alpha, delta) = (ChainName("alpha")!, ChainName("delta")!)
  /// As the package's upgrade writes it.
  private static let shipped = """
    # The accounts = of before.
    [chain.alpha]
    user = "adnet-alpha"
    [chain.delta]
    user = "adnet-delta"

    """

  @Test func eachChainIsTakenOutAloneAndNothingIsLeftOfBoth() {
    let one = AccountPins(Self.shipped).giving(Self.alpha, nil)
    #expect(one.text == "# The accounts = of before.\n[chain.delta]\nuser = \"adnet-delta\"\n")
    #expect(!one.isEmpty)
    let none = one.giving(Self.delta, nil)
    #expect(none.text == "# The accounts = of before.\n" && none.isEmpty)
    #expect(none.giving(Self.delta, nil) == none)
  }

  @Test(arguments: [
    ("[chain.delta]\nprogram = \"d\"\n", "[chain.delta]\nuser = \"x\"\nprogram = \"d\"\n"),
    (" [ chain.delta ]  # of\n user = \"a\" # b\n", " [ chain.delta ]  # of\nuser = \"x\"\n"),
    ("chain.delta.user = \"a\"\n", "[chain.delta]\nuser = \"x\"\n"),
    ("[chain]\ndelta.user = \"a\"\n", "[chain]\n[chain.delta]\nuser = \"x\"\n"),
    ("", "[chain.delta]\nuser = \"x\"\n"),
    (
      "[chain.alpha]\nuser = \"a\"", "[chain.alpha]\nuser = \"a\"\n[chain.delta]\nuser = \"x\"\n"
    ),
  ])
  func anotherAccountStandsInTheChainsTable(_ text: String, _ expected: String) {
    #expect(AccountPins(text).giving(Self.delta, "x").text == expected)
  }

  @Test func whatElseTheFileSaysIsKept() {
    let text = "[chain.alpha]\nprogram = \"a\"\nuser = \"b\"\n[chain.delta]\nuser = \"c\"\n"
    #expect(
      AccountPins(text).giving(Self.alpha, nil).text
        == "[chain.alpha]\nprogram = \"a\"\n[chain.delta]\nuser = \"c\"\n")
  }
}
