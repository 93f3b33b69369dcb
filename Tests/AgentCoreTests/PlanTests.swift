import AgentCore
import Basics
import Testing

/// What a plan says of the time after a failure is an order that is taken, or what happens by itself.
@Suite struct PlanTests {
  private struct Case: Sendable, CustomTestStringConvertible {
    let verb: Command.Verb
    var isPending = false
    var isTogether = false
    let wayBack: String
    var testDescription: String { wayBack }
  }

  private static let renewed =
    "when it fails, \(TwoChains.own(TwoChains.alpha)) is started again with its previous settings"

  private static let cases = [
    Case(
      verb: .restart, wayBack: "when it fails, the same release is started again until it runs"),
    Case(verb: .restart, isPending: true, wayBack: renewed),
    Case(verb: .start, wayBack: "when it fails, adnet-agent stop alpha"),
    Case(verb: .start, isPending: true, wayBack: renewed),
    Case(verb: .stop, wayBack: "adnet-agent start alpha"),
    Case(verb: .stop, isTogether: true, wayBack: "adnet-agent start alpha --together"),
    Case(verb: .disable, wayBack: "adnet-agent chain enable alpha"),
    Case(verb: .disable, isTogether: true, wayBack: "adnet-agent chain enable alpha --together"),
    Case(
      verb: .start, isTogether: true, wayBack: "when it fails, adnet-agent stop alpha --together"),
  ]

  @Test(arguments: cases)
  private func tellsTheWayBack(_ case: Case) throws {
    let topology: Topology = `case`.isTogether ? .unified : .separate
    let owner = TwoChains.owner(TwoChains.alpha, topology)
    var state = TwoChains.state(topology)
    var now = TwoChains.seen(TwoChains.alpha, topology)
    if `case`.isPending { now.pending = PendingSettings(changes: ["command"]) }
    if `case`.verb == .start {
      state[TwoChains.alpha].desired = .stopped
      now.units[owner.unit]?.activity = .inactive
      now.units[owner.unit]?.mainProcess = 0
      now.supervisors[owner.unit]?.state = .exited
    }
    let together = OperationGroup(group: "g", chains: [TwoChains.delta])
    let plan = try CommandPolicy.accept(
      Command(
        id: "op", chain: TwoChains.alpha, verb: `case`.verb,
        together: `case`.isTogether ? together : nil),
      state: state, seeing: now, settings: TwoChains.settings(TwoChains.alpha),
      releases: TwoChains.observation(topology).releases, dryRun: true
    ).get().plan
    #expect(plan.wayBack == `case`.wayBack)
  }
}
