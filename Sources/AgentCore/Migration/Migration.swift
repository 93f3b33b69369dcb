public import Basics

/// The way of a whole host from one topology to another, and how far it has come.
public struct Migration: Hashable, Codable, Sendable {
  public enum State: String, Codable, Sendable, CaseIterable {
    case running
    /// A pause: nothing more is begun until an operator says so.
    case paused
    /// A step has failed as often as it is tried. Every chain is served by what served before that
    /// step, and an operator decides.
    case asks
    /// The step under way turns back, and the migration ends with it.
    case aborting
    /// The goal is reached; what it came from is kept until `finish`.
    case done
    /// The end after `done`: nothing of what it came from is kept.
    case finished
    case aborted
    /// Back where it came from.
    case rolledBack = "rolled_back"
  }

  /// The consequence of a step that has failed for good.
  public enum IfFails: String, Codable, Sendable, CaseIterable {
    /// The migration stops and asks an operator.
    case stay
    /// The migration goes back to where it came from, by itself.
    case back
  }

  public let id: String
  public let goal: Topology
  /// The release that each chain is to run in the end.
  public let releases: [ChainName: ReleaseID]
  /// The owner of each chain at its beginning: where `rollback` leads.
  public let origin: [ChainName: Generation]
  public let ifFails: IfFails
  /// The person who has accepted that chains may halt; nil when nobody has.
  public var acceptedHalt: String?
  /// The person who has accepted that ledgers are converted; nil when nobody has.
  public var acceptedConversion: String?
  public var state = State.running
  /// True from the order to go back on.
  public var goesBack = false
  /// The first of the steps that lead back, once they are planned.
  public var firstBack: Int?
  /// The steps that have ended, and those to come.
  public var steps: [MigrationStep]
  /// Failed attempts at the current step, those before an operator was asked among them.
  public var attempts = 0
  /// The time at which a step that failed is tried again; nil before its first failure.
  public var retryUnixMs: Int?
  /// The number of times an operator has resumed it.
  public var resumed = 0
  /// The one that was wrong last.
  public var failure: Failure?
  public let startedUnixMs: Int
  public var endedUnixMs: Int?

  public init(
    id: String, goal: Topology, releases: [ChainName: ReleaseID],
    origin: [ChainName: Generation], steps: [MigrationStep], ifFails: IfFails = .stay,
    acceptedHalt: String? = nil, startedUnixMs: Int
  ) {
    self.id = id
    self.goal = goal
    self.releases = releases
    self.origin = origin
    self.steps = steps
    self.ifFails = ifFails
    self.acceptedHalt = acceptedHalt
    self.startedUnixMs = startedUnixMs
  }

  /// Whether it may still begin something by itself.
  public var isUnderWay: Bool { state == .running || state == .aborting }

  /// Whether it has neither come to its goal nor ended otherwise.
  public var isOpen: Bool {
    switch state {
    case .running, .paused, .asks, .aborting: true
    case .done, .finished, .aborted, .rolledBack: false
    }
  }

  /// Whether its steps lead to what has run here before: nobody is kept from that by its features.
  var leadsBack: Bool { goesBack || goal == .separate }

  /// The generation that the chain came from, whose settings are its way back; nil for what is new.
  func settingsOf(_ chain: ChainName, _ unit: String, _ release: ReleaseID) -> Int? {
    origin[chain].flatMap { $0.unit == unit && $0.release == release ? $0.number : nil }
  }

  /// Whether anything of it can change without an operator.
  public var mayMove: Bool { isUnderWay || isOpen && steps.contains { $0.state == .running } }

  /// The step under way or to come.
  public var current: Int? { steps.firstIndex(where: \.state.isOpen) }

  /// Of the operations of one attempt at one step; the operation of a chain adds the chain's name.
  func group(_ step: Int, attempt: Int? = nil) -> String {
    let attempt = attempt ?? attempts
    return "\(id)-\(step + 1)\(attempt > 0 ? ".\(attempt + 1)" : "")"
  }

  func operationID(_ step: Int, _ chain: ChainName) -> String {
    OperationGroup.operationID(group(step), chain)
  }

  /// The unit of the operator's program for a moment of a step. One that failed and is tried again
  /// after an operator was asked has another name.
  public func hook(_ moment: MigrationHook.Moment, _ step: Int) -> String {
    MigrationHook.unit(
      moment, steps[step], group: "\(id)-\(step + 1).\(steps[step].attempts).\(resumed)")
  }

  /// The operation of the last attempt at a step, whatever has become of it.
  public func lastOperationID(_ step: Int, _ chain: ChainName) -> String {
    "\(group(step, attempt: max(0, steps[step].attempts - 1)))-\(chain)"
  }

  /// Whether its way there or back may lead to a release.
  public func mayNeed(_ release: ReleaseID) -> Bool { releasesInUse.contains(release) }

  /// The releases that a way back may need.
  var releasesInUse: Set<ReleaseID> {
    guard isOpen || state == .done else { return [] }
    return Set(origin.values.map(\.release) + releases.values)
  }
}
