import Basics
import DoorAPI
import PrivilegedDoor
import Testing

@Suite struct UnitRequestTests {
  let host: DoorFixture
  init() throws { host = try DoorFixture() }

  @Test func unitsAreStartedInOrderAndTheirJobsTold() throws {
    let answer = try host.work.perform(
      .start(units: ["adnet-alpha-rest.socket", "alphaos.service"]))
    #expect(
      answer.jobs == [
        .init(unit: "adnet-alpha-rest.socket", id: 1), .init(unit: "alphaos.service", id: 2),
      ])
    #expect(host.orders.told == ["start adnet-alpha-rest.socket", "start alphaos.service"])
  }

  @Test(arguments: [
    "alphaos.service", "deltaos.service", "adnet@alpha.service", "adnet-relay@delta.service",
    "adnet-delta-ws.socket", "adnet-alpha-rest-drain.socket", "adnet-ledger-delta@handover.service",
  ])
  func ourUnitsMayBeStopped(unit: String) throws {
    _ = try host.work.perform(.stop(units: [unit]))
    #expect(host.orders.told == ["stop \(unit)"])
  }

  @Test(arguments: [
    "ssh.service", "adnet-agent.service", "adnet-agent-door.socket", "adnet@gamma.service",
    "adnet-ledger-alpha@format.service", "adnet-ledger-gamma@backup.service",
    "alphaos", "", "../alphaos.service", "alphaos.service ", "ALPHAOS.service",
  ])
  func nothingElseMayBeTouched(unit: String) {
    let units = ["alphaos.service", unit]
    for request in [
      DoorRequest.start(units: units), .stop(units: units), .enable(units: units),
      .disable(units: units), .resetFailed(units: units),
    ] { #expect(host.refusal(request) == "unit_not_ours") }
    #expect(host.orders.told.isEmpty, "not even the first one is touched")
  }

  @Test func noUnitsIsAMistake() {
    #expect(host.refusal(.start(units: [])) == "units_missing")
  }

  @Test func whatServesDuringASwapIsNeverEnabledForBoot() {
    for unit in [
      "adnet-relay@alpha.service", "adnet-alpha-rest-drain.socket",
      "adnet-ledger-alpha@backup.service",
    ] {
      #expect(host.refusal(.enable(units: [unit])) == "unit_not_ours")
    }
  }

  @Test func enablingAndDisablingReachesSystemd() throws {
    _ = try host.work.perform(.enable(units: ["alphaos.service", "adnet-alpha-rest.socket"]))
    _ = try host.work.perform(.disable(units: ["alphaos.service"]))
    #expect(
      host.orders.told == [
        "enable alphaos.service", "enable adnet-alpha-rest.socket", "reload",
        "disable alphaos.service", "reload",
      ])
  }

  @Test func whatSystemdRefusesIsPassedOn() {
    host.orders.refusal = Failure(.jobRefused, "cannot start alphaos.service: no")
    #expect(host.refusal(.start(units: ["alphaos.service"])) == "job_refused")
  }
}
