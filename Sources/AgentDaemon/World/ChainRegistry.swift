import AgentConfig
import AgentCore
import Basics
import LinuxSystem
import OnDisk

/// The chains as they are configured and as their nodes were started, one entry for each.
final class ChainRegistry {
  /// The applied configuration, which the next generations take up.
  private(set) var configuration: Configuration
  private(set) var all: [ChainName: ManagedChain] = [:]
  private let paths: Paths
  private let bootID: String
  private let listeners = ListenerTable()
  private let starts: StartLog

  init(_ paths: Paths) throws(Failure) {
    self.paths = paths
    bootID = try Host.bootID()
    starts = StartLog(paths)
    configuration = try ConfigurationFiles.inForce(paths)
    rebuild()
  }

  subscript(chain: ChainName) -> ManagedChain? { all[chain] }

  /// Of all chains, sorted.
  var units: [String] { all.values.flatMap { $0.reader.settings.units }.sorted() }

  /// Throws `chain_unknown`.
  func require(_ chain: ChainName) throws(Failure) -> ManagedChain {
    guard let managed = all[chain] else { throw .noChain(chain, among: all.keys) }
    return managed
  }

  func change(_ chain: ChainName, _ change: (inout ManagedChain.Announced) -> Void) {
    guard var managed = all[chain] else { return }
    change(&managed.announced)
    all[chain] = managed
  }

  /// Takes up what the door has kept, which may be more than it could say.
  func reloadConfiguration() {
    if let now = try? ConfigurationFiles.inForce(paths) { configuration = now }
    rebuild()
  }

  /// Whether a chain has got a generation with other ports or another account, so that everything was
  /// set up anew for it.
  func isRebuilt(_ chain: ChainName, by seen: ChainObservation) -> Bool {
    guard let managed = all[chain], let now = seen.current.generation?.number,
      managed.generation != now
    else { return false }
    all[chain]?.generation = now
    // The files that its first node was made from are kept from then on, whenever they were edited.
    if managed.generation == nil, let kept = try? ConfigurationFiles.inForce(paths) {
      configuration = kept
    }
    let effective = configuration.overlaid(by: RunningNodes(paths, configuration))
    guard effective.chains[chain] != managed.reader.configuration else { return false }
    rebuild()
    return true
  }

  /// Whether a chain has a node that was started by a version before, or by one that was put in place of
  /// this one for a while: its settings weren't kept.
  var lackStarts: Bool {
    let known = RunningNodes(paths, configuration).nodes
    return all.contains { chain, managed in managed.generation != nil && known[chain] == nil }
  }

  /// Sets everything up for the configuration that holds now.
  private func rebuild() {
    let old = all
    all = [:]
    let effective = configuration.overlaid(by: RunningNodes(paths, configuration))
    for chain in effective.orderedChains {
      let user = Accounts.user(named: chain.user)?.id
      let before = old[chain.name]
      let othersPorts = Set(
        effective.orderedChains.filter { $0.name != chain.name }.flatMap { $0.ports.map(\.port) })
      // What is known of its health stays true where the same is asked; a file is read once more.
      let known = before.flatMap { managed in
        managed.user == user && managed.reader.configuration == chain && chain.quorum.file.isEmpty
          && managed.monitor.othersPorts == othersPorts
          ? managed.monitor : nil
      }
      var managed = ManagedChain(
        ChainReader(
          chain, in: effective, next: configuration, paths: paths, bootID: bootID), user: user,
        monitor: known
          ?? HealthMonitor(
            chain, listeners: listeners, starts: starts, user: user, othersPorts: othersPorts))
      managed.generation = ChainFolder(paths, chain.name).current().generation?.number
      if let before { managed.announced = before.announced }
      all[chain.name] = managed
    }
  }
}
