import SupervisorCore
import Testing

struct NodeOwnershipTests {
  let one = Ownership.owner(generation: 7, program: "adnet", folder: "1.0-0123456789ab")
  let other = Ownership.declined(owner: "adnet@delta.service")

  func decide(_ ownerships: Ownership...) -> NodeOwnership {
    let names: [Text] = ownerships.count > 1 ? ["alpha", "delta"] : ["alpha"]
    return NodeOwnership(of: names) { ownerships[$0] }
  }

  @Test func whoOwnsAllChainsRunsTheirOneRelease() {
    let two = Ownership.owner(generation: 3, program: "adnet", folder: "1.0-0123456789ab")
    #expect(decide(one) == .owner(release: "adnet/1.0-0123456789ab"))
    #expect(decide(one, two) == .owner(release: "adnet/1.0-0123456789ab"))
  }

  @Test func oneChainOfAnotherUnitIsEnoughToDecline() {
    let why: Text = "belongs to adnet@delta.service"
    #expect(decide(one, other) == .declined("chain delta \(why)"))
    #expect(decide(other, one) == .declined("chain alpha \(why)"))
    // A chain that is broken as well is no matter of a unit that isn't to run.
    #expect(decide(.invalid("broken"), other) == .declined("chain delta \(why)"))
    #expect(decide(other, .invalid("broken")) == .declined("chain alpha \(why)"))
  }

  @Test func whatIsBrokenNamesItsChainWhereThereIsMoreThanOne() {
    #expect(decide(one, .invalid("broken")) == .invalid("chain delta: broken"))
    #expect(decide(.invalid("broken"), one) == .invalid("chain alpha: broken"))
    #expect(decide(.invalid("broken")) == .invalid("broken"))
  }

  @Test(
    arguments: [("adnet", "2.0-0123456789ab"), ("deltaos", "1.0-0123456789ab")] as [(Text, Text)])
  func oneProcessIsButOneRelease(program: Text, folder: Text) {
    #expect(
      decide(one, .owner(generation: 3, program: program, folder: folder))
        == .invalid("chains alpha and delta name different releases"))
  }
}
