import Basics

/// An observation read with the chain's settings at hand. What isn't known proves nothing.
struct ChainView {
  let settings: ChainSettings
  let now: ChainObservation

  /// The knowledge of the node that a generation should be running.
  enum Node: Equatable {
    case ready(pid: Int32)
    case notReady(String)
    case unknown(String)
  }

  func node(of generation: Generation) -> Node {
    let unit = generation.unit
    guard let state = now.units[unit], state.activity != .unknown else {
      return .unknown("\(unit) can't be looked at")
    }
    guard state.isActive else { return .notReady("\(unit) is \(state.activity.rawValue)") }
    guard now.supervisors[unit] != nil else { return .unknown("\(unit) has no report") }
    guard let report = report(unit) else { return .notReady("\(unit) was restarted") }
    guard report.generation == generation.number else {
      return .notReady("\(unit) runs generation \(report.generation ?? 0)")
    }
    guard report.state == .ready, report.nodePID > 0 else {
      return .notReady("\(unit) \(words(report.state))")
    }
    return .ready(pid: report.nodePID)
  }

  private func words(_ state: SupervisorReport.State) -> String {
    switch state {
    case .lockWait: "waits for the chain's lock"
    case .backoff: "waits before the next start"
    case .declined, .invalid, .starting, .ready, .stopping, .exited: "is \(state.rawValue)"
    }
  }

  /// The option that an order about the node needs where its process serves other chains, too;
  /// empty otherwise.
  var forAll: String {
    guard let shared = settings.sharedUnit, now.current.generation?.unit == shared else {
      return ""
    }
    return " --together"
  }

  /// The command that gives a running node the settings that were applied; after an operation that
  /// failed with them, the same order would fail again.
  func takesUp(_ pending: PendingSettings, after last: Operation? = nil) -> String {
    let name = settings.chain
    let isWrong = last?.hasFailedSettings == true
    return (isWrong ? "correct agent.toml, adnet-agent config apply, then " : "")
      + takesUp(name, pending)
  }

  private func takesUp(_ name: ChainName, _ pending: PendingSettings) -> String {
    pending.needStop.isEmpty
      ? "adnet-agent restart \(name)\(forAll)"
      : "adnet-agent stop \(name)\(forAll) && adnet-agent start \(name)\(forAll)"
  }

  func isReady(_ generation: Generation) -> Bool {
    switch node(of: generation) {
    case .ready: true
    case .notReady, .unknown: false
    }
  }

  /// The report of the unit's supervisor, if it is to be believed and of this chain.
  func report(_ unit: String) -> SupervisorReport? {
    now.report(of: unit).flatMap { $0.chain == settings.chain ? $0 : nil }
  }

  // MARK: Units

  func isUp(_ unit: String) -> Bool { now.units[unit]?.isActive ?? false }

  /// Stopped, and nothing will start it by itself. Not so when the unit can't be looked at.
  func isDown(_ unit: String) -> Bool {
    guard let state = now.units[unit] else { return false }
    return state.isStopped && state.job == nil
  }

  /// Up, on its way up, or about to be started again.
  func runs(_ unit: String) -> Bool {
    guard let state = now.units[unit] else { return false }
    return state.isActive || state.activity == .activating
  }

  /// The proof that no node of the chain lives: units down, control groups empty, lock free.
  func isDead(_ units: [String]) -> Bool {
    now.lock == .free && units.allSatisfy { isDown($0) && now.emptyGroups.contains($0) }
  }

  /// The units that an order to stop would still change.
  func stoppable(_ units: [String]) -> [String] {
    units.filter { unit in
      guard let state = now.units[unit], state.load != .notFound else { return false }
      switch state.activity {
      // One that ends by itself would be started again.
      case .deactivating: return state.job == nil
      case .inactive, .failed: return state.job != nil
      case .active, .reloading, .activating, .unknown: return true
      }
    }
  }

  // MARK: The relay

  var relayUnits: [String] { settings.relayUnits }
  var isRaised: Bool { now.relay?.isVerified == true && relayUnits.allSatisfy(isUp) }
  var isDiverted: Bool { now.relay?.route == .relay && now.relay?.isVerified == true }
  /// The second sockets are closed. The relay may still hand idle clients back: it has closed its own
  /// copies, and what it does concerns nobody else.
  var isLowered: Bool {
    settings.drainSockets.allSatisfy(isDown)
      && [settings.relayUnit, settings.drainUnit].allSatisfy { isDown($0) || isEnding($0) }
  }
  private func isEnding(_ unit: String) -> Bool { now.units[unit]?.activity == .deactivating }

  /// The strategy for clients while the owner's node is down.
  var strategy: Strategy {
    guard now.handoffRefusal == nil, !settings.drainSockets.isEmpty, !settings.sockets.isEmpty,
      settings.sockets.allSatisfy(isUp)
    else { return .bare }
    switch now.current.generation.flatMap({ report($0.unit) })?.knownHandoff {
    case .on, nil: return now.peers?.isEmpty ?? true ? .park : .relay
    case .off, .denied: return .bare
    }
  }

  /// Clients wait for a node that isn't there, and peers could answer them: those that came in the
  /// moment between its end and the diversion.
  var isQueueLost: Bool {
    guard isDiverted, let relay = now.relay, relay.queued > 0, !relay.peers.isEmpty,
      let owner = now.current.generation
    else { return false }
    switch node(of: owner) {
    case .notReady: return true
    case .ready: return now.health?.answers == false
    case .unknown: return false
    }
  }

  // MARK: The height

  /// A look that was taken since `unixMs`, as far as the calendar can be trusted.
  func height(since unixMs: Int) -> HeightReading? {
    guard let height = now.height, (unixMs...max(unixMs, now.nowUnixMs)).contains(height.atUnixMs)
    else { return nil }
    return height
  }

  /// The answer before that one, if it was taken since `unixMs` as well.
  func heightBefore(since unixMs: Int) -> HeightReading? {
    guard let last = height(since: unixMs), let before = now.heightBefore,
      (unixMs...max(unixMs, last.atUnixMs)).contains(before.atUnixMs)
    else { return nil }
    return before
  }

  /// A reading is a little younger than the look that asked for it: nine tenths of the period are
  /// enough, or every second look would find it too young.
  func probe(every milliseconds: Int, since unixMs: Int = 0) -> [Effect] {
    guard let last = height(since: unixMs) else { return [.probeHeight] }
    return now.nowUnixMs - last.atUnixMs >= milliseconds / 10 * 9 ? [.probeHeight] : []
  }
}
