public import AgentCore
public import Basics

/// The migrations that tests share.
public enum MigrationCatalog {
  public typealias Scenario = MigrationScenario
  public typealias Order = (when: Scenario.Moment, command: MigrationCommand)

  public static let sicknesses: [(name: String, behaviour: Behaviour)] = [
    ("crash at start", .crashesAtStart), ("never ready", .neverReady),
    ("crash while watched", .crashesAfter(milliseconds: 6_000)), ("stalled height", .stalls),
    ("wrong port", .bindsElsewhere), ("no answer", .isMute),
  ]

  public static func migration(
    _ name: String, from origin: Topology = .separate, to goal: Topology,
    release: String? = "4.0.0", ifFails: Migration.IfFails = .stay, then: [Order] = []
  ) -> Scenario {
    Scenario(
      name, from: origin,
      orders: [(.at(0), .start(goal, release: release, ifFails: ifFails))] + then)
  }

  public static let there = migration("there", to: .unified)
  public static let thereAndBack = migration(
    "there and back", to: .unified, then: [(.afterwards, .start(.separate, id: "m2"))])

  /// A program of the operator runs before and after each step; at first it fails so often.
  public static func hooked(
    failures: [MigrationHook.Moment: Int] = [:], then: [Order] = []
  ) -> Scenario {
    var scenario = migration("with a hook", to: .unified, then: then)
    scenario.failedHooks = failures
    return scenario
  }

  /// The unified program looks for the ledgers elsewhere.
  public static func moving(_ scenario: Scenario) -> Scenario {
    var scenario = scenario
    scenario.ledger = LedgerSettings(moves: true)
    return scenario
  }

  /// It can't read them before a conversion.
  public static func converting(
    _ goal: Topology = .unified, failures: [Int] = [0, 0], ifFails: Migration.IfFails = .stay,
    then: [Order] = []
  ) -> Scenario {
    var scenario = Scenario(
      "converting, \(failures) failures",
      orders: [
        (.at(0), .start(goal, release: "4.0.0", ifFails: ifFails, converting: true))
      ] + then)
    scenario.ledger = LedgerSettings(moves: true, converts: true, conversionLimit: 20_000)
    scenario.failedConversions = failures
    return scenario
  }

  /// A release whose part for some chain doesn't work, by itself or only in the process for all.
  public static func sick(
    _ behaviour: Behaviour, alpha: Bool, delta: Bool, onlyJoined: Bool = false,
    ifFails: Migration.IfFails = .stay
  ) -> Scenario {
    let who = alpha && delta ? "both" : alpha ? "alpha" : "delta"
    var scenario = migration(
      "sick for \(who)\(onlyJoined ? " when joined" : ""): \(behaviour)", to: .unified,
      ifFails: ifFails)
    scenario.joined = Scenario.Parts(
      alpha: alpha ? behaviour : .good, delta: delta ? behaviour : .good)
    if !onlyJoined { scenario.split = scenario.joined }
    return scenario
  }
}

extension MigrationCatalog {
  /// Those of everyday, with whether the release that they put in place works.
  public static var all: [(scenario: Scenario, isReleaseGood: Bool)] {
    var byHand = converting(.split)
    byHand.name = "conversion while somebody starts the owner by hand"
    for at in stride(from: 0, to: 30_000, by: 149) {
      byHand.mishaps += [(at, 0, .ownerIsStarted), (at + 70, 1, .ownerIsStarted)]
    }
    return [
      (there, true), (thereAndBack, true), (converting(), true), (hooked(), true),
      (migration("parted", from: .unified, to: .split, release: nil), true),
      (sick(.crashesAtStart, alpha: false, delta: true, onlyJoined: false, ifFails: .back), false),
      (sick(.stalls, alpha: false, delta: true, onlyJoined: true, ifFails: .stay), false),
      (converting(.split, failures: [2, 2], ifFails: .back), false), (byHand, true),
    ]
  }
}

extension MigrationRecord {
  /// Everything a person needs to see what happened.
  public var story: String {
    let end = violations.isEmpty ? [] : ["violated: \(violations.joined(separator: "; "))"]
    return (transcript + ["", summary] + end).joined(separator: "\n") + "\n"
  }

  private var summary: String {
    let state = migration?.state.rawValue ?? "none"
    let way = migration?.goesBack == true ? ", on its way back" : ""
    let chains = zip(["alpha", "delta"], zip(current, clients)).map { name, chain in
      let owner = chain.0.map { "generation \($0.number), \($0.unit), \($0.release)" } ?? "none"
      let clients = chain.1
      return """
        \(name): \(owner); refused \(clients.refused), cut off by a stop \(clients.lostToStop), \
        cut off by a crash \(clients.lostToCrash), answered by peers \(clients.answeredByPeers), \
        answered 503 \(clients.answered503), longest wait \(clients.longestWait) ms
        """
    }
    return (["migration: \(state)\(way)"] + chains).joined(separator: "\n")
  }
}
