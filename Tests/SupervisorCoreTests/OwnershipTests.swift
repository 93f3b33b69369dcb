import SupervisorCore
import Testing

struct OwnershipTests {
  let release: Text = "../../../../releases/alphaos/1.0-0123456789ab"

  func decide(
    link: Text?, owner: Text?, release: Text?, ledger: Text? = nil, home: Text? = nil
  ) -> Ownership {
    Ownership.decide(
      unit: "alphaos.service", link: link, owner: owner, release: release, ledger: ledger,
      home: home)
  }

  @Test func theOwnerRuns() {
    #expect(
      decide(link: "generations/7", owner: "alphaos.service\n", release: release)
        == .owner(generation: 7, program: "alphaos", folder: "1.0-0123456789ab"))
  }

  @Test func anotherUnitDeclines() {
    #expect(
      decide(link: "generations/7", owner: "adnet@alpha.service\n", release: release)
        == .declined(owner: "adnet@alpha.service"))
  }

  @Test func aLedgerOfAnotherProgramDeclines() {
    let link: Text = "generations/7"
    let owner: Text = "alphaos.service\n"
    #expect(
      decide(link: link, owner: owner, release: release, ledger: "adnet\n")
        == .declined(owner: "adnet, says .adnet-ledger in its home"))
    #expect(
      decide(link: link, owner: owner, release: release, ledger: "alphaos\n")
        == decide(link: link, owner: owner, release: release))
    // What can't be understood is nobody's.
    guard case .declined = decide(link: link, owner: owner, release: release, ledger: "") else {
      Issue.record("was taken")
      return
    }
    // The owner is told first, and what is invalid isn't hidden.
    #expect(
      decide(link: link, owner: "adnet@alpha.service", release: release, ledger: "adnet")
        == .declined(owner: "adnet@alpha.service"))
    guard case .invalid = decide(link: nil, owner: nil, release: nil, ledger: "adnet") else {
      Issue.record("was declined")
      return
    }
  }

  @Test func aHomeThatIsNotItsAccountsYetDeclines() {
    #expect(
      decide(
        link: "generations/7", owner: "alphaos.service\n", release: release,
        home: "nobody until then\n") == .declined(owner: "nobody until then"))
    // An empty one is one all the same.
    #expect(
      decide(link: "generations/7", owner: "alphaos.service\n", release: release, home: "")
        == .declined(owner: ""))
  }

  @Test(
    arguments: [
      (nil, nil, nil),
      ("elsewhere/7", "alphaos.service", "../../../../releases/alphaos/1"),
      ("generations/0", "alphaos.service", "../../../../releases/alphaos/1"),
      ("generations/7", nil, "../../../../releases/alphaos/1"),
      ("generations/7", "\n", "../../../../releases/alphaos/1"),
      ("generations/7", "alphaos.service", nil),
      ("generations/7", "alphaos.service", "/tmp/alphaos"),
      ("generations/7", "alphaos.service", "../../../../releases/alphaos/../../x"),
      ("generations/7", "alphaos.service", "../../../../releases/../x"),
    ] as [(Text?, Text?, Text?)])
  func nothingIsGuessed(link: Text?, owner: Text?, release: Text?) {
    guard case .invalid = decide(link: link, owner: owner, release: release) else {
      Issue.record("was taken")
      return
    }
  }
}
