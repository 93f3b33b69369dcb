import AgentCore
import Basics
import Quorum
import SupervisorCore

/// A host in memory as far as one chain goes: systemd, the chain's node with its supervisor, sockets,
/// relay, clients. Whatever is called "durable" survives a power cut; all else doesn't.
final class SimulatedHost {
  let names: HostUnits
  unowned let machine: SimulatedMachine
  /// The machine's, which is asked for all the time.
  private(set) var now = 0
  private let index: Int
  let pace: Pace
  let behaviours: [ReleaseID: Behaviour]
  /// Where a release does something else in a process for all chains.
  let joined: [ReleaseID: Behaviour]

  // Durable.
  var current: CurrentLink = .missing
  /// Which configuration was applied last, and which of them each generation was made from.
  var configuration = 1
  var settings: [Int: SimulatedSettings] = [:]
  var height: UInt64 = 1_000
  var ledger = SimulatedLedger()
  /// Nil where nobody asks.
  var storage: SimulatedStorage?

  var units: [String: SimulatedUnit]
  /// What the supervisors of its units have written, as text and as the agent reads it.
  var reportTexts: [String: Text] = [:]
  var reports: [String: SupervisorReport] = [:]
  /// The boot in which a node began that hasn't stopped cleanly since. Durable.
  var runningMark: Text?
  /// The last end of each unit's node that nobody had ordered, until somebody orders something.
  var deaths: [String: Death] = [:]
  /// When each unit was started after such an end.
  var startsAfterDeath: [String: [Int]] = [:]

  struct Death {
    let generation: Int64
    let at: Int
  }
  /// Every live process of the chain; more than one is what must never be.
  var nodes: [SimulatedNode] = []
  var route = RelayReport.Route.node
  var routedAt = 0
  /// False for a binary or kernel that doesn't allow the handoff: the node binds for itself.
  var handsOff = true
  /// When it is the host that doesn't.
  var handoffRefusal: String?

  /// What the relay keeps in its memory.
  var adoption: AdoptionReport?
  var admitted: [String] = []
  /// Who could answer in the node's place.
  var peers: [String] = []

  var clients = Clients()
  var lastAccepted = Int.min / 2
  /// From a power cut until clients reach the host again.
  var isExcused = true
  /// True while no client may be refused or lost.
  var isPromised = false
  var promised = Clients()
  var wasStartedByHand = false
  /// How many validators the chain has, this one among them; 0 when this is none.
  var validators = 0
  var validatorsDown = 0
  /// What was seen at the last look.
  private(set) var mayGo = true
  private var quorumKey: [Int] = []
  private var knownQuorum: QuorumObservation?
  var network = Network.unknown
  /// When the run began, which the network's time counts from.
  var networkBegan = 0
  /// Configurations with which no node of the chain stays up.
  var badConfigurations: Set<Int> = []
  /// Those that have other held ports: no node takes them up while its sockets are open.
  var movedPorts: Set<Int> = []
  /// The configuration whose ports systemd's sockets have, as long as they are open.
  var opened = 1
  /// Mutation: a node is started with what was applied last, whatever its generation says.
  var startsWithTheNewest = false
  /// Mutation: the door moves the link without taking the lock.
  var isDoorCareless = false
  let log: Log

  init(
    _ machine: SimulatedMachine, _ index: Int, _ names: HostUnits,
    behaviours: [ReleaseID: Behaviour], joined: [ReleaseID: Behaviour], log: Log
  ) {
    self.machine = machine
    self.index = index
    self.names = names
    pace = machine.pace
    self.behaviours = behaviours
    self.joined = joined
    self.log = log
    units = Dictionary(
      uniqueKeysWithValues: names.settings.units.map { ($0, SimulatedUnit($0)) })
  }

  // MARK: What it has in common with the other chains

  var bootedAt: Int { machine.bootedAt }
  var boots: Int { machine.boots }
  var isOff: Bool { machine.isOff }
  var disk: AgentState { machine.disk }
  var doorShutUntil: Int { machine.doorShutUntil }

  func newPID() -> Int32 { machine.newPID() }

  func schedule(_ what: Happening, in milliseconds: Int) {
    machine.schedule(what, of: index, in: milliseconds)
  }

  // MARK: Time

  /// Clients arrive all the while.
  func flow(from now: Int, to time: Int) {
    let door = door
    clients.arrive(now..<time, at: door)
    if door == .node { lastAccepted = time }
    let limit = routedAt + names.settings.limits.park
    if isRelayAlive, route == .relay, time >= limit { clients.relayAnswers(from: limit) }
    self.now = time
  }

  // MARK: Looking

  var bootID: String { "boot-\(boots)" }
  var unix: Int { machine.calendarOffset + now }
  var isRelayAlive: Bool { units[names.relay]?.activity == .active }
  /// Supervisors hold the lock, and hand it on to their nodes.
  var isLocked: Bool { !nodes.isEmpty || units.values.contains(where: \.holdsLock) }
  func isUp(_ unit: String) -> Bool { units[unit]?.activity == .active }
  var listener: SimulatedNode? { nodes.first(where: \.listens) }
  /// Its part of the process that serves all chains.
  var sharedNode: SimulatedNode? { nodes.first { $0.generation.unit == HostUnits.shared } }

  /// Whether anyone holds the second socket: systemd, or the relay its copy.
  var isGroupOpen: Bool {
    [names.drain, names.relay].contains { name in
      switch units[name]?.activity {
      case .active, .deactivating: true
      case .inactive, .failed, .activating, .reloading, .unknown, nil: false
      }
    }
  }

  var isDiverted: Bool { isRelayAlive && isUp(names.drain) && route == .relay }
  var arePeersAnswering: Bool { isRelayAlive && !admitted.isEmpty }

  /// After a boot that doesn't start the owner, since the door refused to enable it for as long as
  /// the operation waited; operators are told of that as a problem.
  var isLeftOut: Bool {
    boots > 1 && units[current.generation?.unit ?? ""]?.isEnabled == false
  }

  /// Whether anything but a node listens at the port.
  var isPortOpen: Bool { isGroupOpen || isUp(names.socket) }

  private var door: Clients.Door {
    if isOff || isExcused { return .hostIsOff }
    if isGroupOpen, route == .relay { return arePeersAnswering ? .peers : .relayQueue }
    guard isUp(names.socket) else { return listener == nil ? .refused : .node }
    return listener == nil ? .nodeQueue : .node
  }

  func look(height reading: HeightReading?) -> ChainObservation {
    var seen = ChainObservation(
      nowUnixMs: unix, nowBoottimeMs: now - bootedAt, bootID: bootID,
      units: units.mapValues(\.state))
    for (name, unit) in units where !nodes.contains(where: { $0.generation.unit == name }) {
      if unit.mainProcess == 0 { seen.emptyGroups.insert(name) }
    }
    seen.supervisors = reports
    seen.lock = isLocked ? .held : .free
    seen.current = current
    lookAtSettings(&seen)
    if let storage {
      seen.storage = NodeStorage(["start", "--validator"], home: "/n")
      seen.owesRecord = storage.owesRecord
    }
    if isRelayAlive {
      var relay = RelayReport(
        route: route, parked: 0,
        sinceUnixMilliseconds: Int64(machine.calendarOffset + routedAt),
        sockets: [.init(address: "0.0.0.0:3030", verified: isUp(names.drain))])
      relay.adoption = adoption
      relay.peers = admitted
      relay.queued = clients.nodeQueue.reduce(0) { $0 + $1.count }
      seen.relay = relay
    }
    seen.height = reading
    seen.peers = peers
    seen.handoffRefusal = handoffRefusal
    seen.quorum = quorum
    return seen
  }

  private var takesPart: Bool { nodes.contains(where: \.takesPart) }

  /// The same until something changes: it is looked at thousands of times.
  private var quorum: QuorumObservation? {
    let key = [validators, validatorsDown, takesPart ? 1 : 0]
    if key != quorumKey {
      (quorumKey, knownQuorum) = (key, newQuorum)
      mayGo = knownQuorum?.margin.mayGo ?? false
    }
    return knownQuorum
  }

  /// Equal stakes, and everyone's address is known.
  private var newQuorum: QuorumObservation? {
    let names = ["own"] + (1..<(validators > 0 ? validators : 4)).map { "other \($0)" }
    guard let committee = try? Committee(names.map { Committee.Member($0, stake: 10) }) else {
      return nil
    }
    let peers = names.dropFirst().enumerated().map { index, name in
      Attendance.Peer(name, name: name, index < validatorsDown ? .down : .up)
    }
    return QuorumObservation(
      committee, from: "the node",
      Attendance(
        own: validators > 0 ? "own" : "a client", ownTakesPart: takesPart, peers: peers))
  }
}
