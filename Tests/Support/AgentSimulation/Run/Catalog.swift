public import AgentCore

/// The scenarios that tests share.
public enum Catalog {
  public static let old = HostUnits.release("1.0.0")
  public static let new = HostUnits.release("2.0.0")

  public static func swap(
    _ name: String, to behaviour: Behaviour, from before: Behaviour = .good,
    mishaps: [(at: Int, what: Mishap)] = []
  ) -> Scenario {
    Scenario(name, behaviours: [old: before, new: behaviour], mishaps: mishaps)
  }

  public static let goodSwap = swap("good swap", to: .good)
  public static let crashAtStart = swap("bad release: crash at start", to: .crashesAtStart)
  public static let neverReady = swap("bad release: never ready", to: .neverReady)
  public static let stalledHeight = swap("bad release: stalled height", to: .stalls)
  public static let crashLater = swap(
    "bad release: crash while watched", to: .crashesAfter(milliseconds: 6_000))
  public static let wrongPort = swap("bad release: wrong port", to: .bindsElsewhere)
  public static let mute = swap("bad release: no answer", to: .isMute)
  public static let oldHangs = swap("the old node hangs on stop", to: .good, from: .hangsOnStop)
  public static let install = Scenario(
    "first install", behaviours: [new: .good], installed: nil, promisesClients: false)
  public static let badInstall = Scenario(
    "first install of a bad release", behaviours: [new: .crashesAtStart], installed: nil,
    promisesClients: false)
  public static let rollback = Scenario(
    "rollback", behaviours: [old: .good, new: .good], installed: new, previous: old,
    verb: .rollback)
  public static let restart = Scenario("restart", verb: .restart)
  public static let stop = Scenario("stop", verb: .stop, promisesClients: false)
  public static let disable = Scenario("disable", verb: .disable, promisesClients: false)
  public static let otherUnit = Scenario(
    "swap to another unit",
    behaviours: [old: .good, HostUnits.release("2.0.0", of: "adnet"): .good],
    verb: .swap("adnet/2.0.0"))
  public static let otherUnitBad = Scenario(
    "swap to another unit that is bad",
    behaviours: [old: .good, HostUnits.release("2.0.0", of: "adnet"): .crashesAtStart],
    verb: .swap("adnet/2.0.0"))
  public static let noHandoff = Scenario(
    "swap without handoff", behaviours: [old: .good, new: .good], promisesClients: false,
    handsOff: false)
  public static let forbidden = Scenario(
    "restart on a host that forbids the handoff just then", verb: .restart,
    mishaps: [(at: 0, what: .handoffIsForbidden)], promisesClients: false)
  public static let forbiddenMidway = Scenario(
    "swap on a host that forbids the handoff meanwhile", behaviours: [old: .good, new: .good],
    mishaps: [(at: 1_500, what: .handoffIsForbidden)], promisesClients: false)
  public static let forbiddenCrash = Scenario(
    "swap to a bad release on a host that forbids the handoff meanwhile",
    behaviours: [old: .good, new: .crashesAtStart],
    mishaps: [(at: 1_500, what: .handoffIsForbidden)], promisesClients: false)

  /// A configuration that was applied, and is taken up now.
  public static func renewed(
    _ name: String, verb: Command.Verb, isBad: Bool, movesPorts: Bool = false
  ) -> Scenario {
    var scenario = Scenario(name, verb: verb)
    scenario.applied = Scenario.Applied(isBad: isBad, movesPorts: movesPorts)
    if verb == .start {
      scenario.isStopped = true
      scenario.promisesClients = false
    }
    return scenario
  }

  public static let newCommand = renewed(
    "restart with another command", verb: .restart, isBad: false)
  public static let wrongCommand = renewed(
    "restart with a wrong command", verb: .restart, isBad: true)
  public static let startWithNewPort = renewed(
    "start with another port", verb: .start, isBad: false, movesPorts: true)
  public static let startWithWrongCommand = renewed(
    "start with a wrong command and another port", verb: .start, isBad: true, movesPorts: true)

  /// The settings before these were wrong, too, and what ran before them never got the chain back.
  public static let wrongCommandAgain: Scenario = {
    var scenario = Scenario(
      "restart with a wrong command after another", verb: .restart, promisesClients: false)
    scenario.applied = Scenario.Applied(isBad: true, isTaken: true)
    return scenario
  }()

  /// After an install that failed. Like every start that renews nothing it has no way back, and waits
  /// for an operator when it fails.
  private static func firstStart(_ name: String, of behaviour: Behaviour) -> Scenario {
    var scenario = Scenario(
      name, behaviours: [old: behaviour], verb: .start, promisesClients: false)
    (scenario.isStopped, scenario.isUnproven) = (true, true)
    return scenario
  }

  public static let firstStart = firstStart("start of what never ran well", of: .good)
  public static let firstStartStalls = firstStart("start of what stalls", of: .stalls)

  /// With peers that answer in the node's place.
  public static func relayed(_ scenario: Scenario, isDrained: Bool = false) -> Scenario {
    var scenario = scenario
    scenario.peers = ["http://10.0.0.2:3030", "http://10.0.0.3:3030"]
    scenario.isDrained = isDrained
    return scenario
  }

  public static let relaySwap = relayed(swap("swap with peers", to: .good))
  public static let relayCrash = relayed(swap("bad release with peers", to: .crashesAtStart))
  public static let drain = relayed(Scenario("drain", verb: .drain(Command.Drain(reason: "disk"))))
  public static let drainAlone = Scenario(
    "drain without peers", verb: .drain(Command.Drain(withoutPeers: true)))
  public static let drainForReboot = relayed(
    Scenario("drain for a reboot", verb: .drain(Command.Drain(forReboot: true))))
  public static let undrain = relayed(Scenario("undrain", verb: .undrain), isDrained: true)
  public static let drainedSwap = relayed(
    swap("swap of a drained chain", to: .good), isDrained: true)
  public static let drainedStop = relayed(
    Scenario("stop of a drained chain", verb: .stop, promisesClients: false), isDrained: true)

  public static let all = [
    goodSwap, crashAtStart, neverReady, stalledHeight, crashLater, wrongPort, mute, oldHangs,
    install, badInstall, rollback, restart, stop, disable, otherUnit, otherUnitBad, noHandoff,
    forbidden, forbiddenMidway, forbiddenCrash, relaySwap, relayCrash, drain, drainAlone,
    drainForReboot, undrain, drainedSwap, drainedStop, newCommand, wrongCommand, startWithNewPort,
    startWithWrongCommand,
  ]

  /// Those that show what a supervisor decides.
  public static var supervised: [Scenario] {
    var crashes = Scenario(
      "a node that dies again and again", behaviours: [old: .crashesAfter(milliseconds: 300)],
      promisesClients: false)
    crashes.unattendedMs = 120_000
    crashes.staysIll = true
    // The record has to be brought along before the next program may start.
    var carried = Scenario(
      "swap to another program that somebody starts by hand",
      behaviours: [old: .good, HostUnits.release("2.0.0", of: "adnet"): .good],
      verb: .swap("adnet/2.0.0"), promisesClients: false)
    carried.storage = SimulatedStorage(byProgram: ["adnet": .init(record: "elsewhere")])
    carried.mishaps = [(3_600, .ownerIsStarted)]
    return [crashes, carried]
  }

  /// Held, and somebody starts it by hand: without the door nobody could stop what that begins.
  public static var held: Scenario {
    var held = Scenario(
      "a start by hand of a chain that lost its record", verb: .start, promisesClients: false)
    held.storage = SimulatedStorage()
    held.isStopped = true
    held.mishaps = [(0, .recordIsLost), (12_000, .ownerIsStarted)]
    return held
  }
}
