import AgentConfig
import Basics

/// The limits of what the door does, whoever asks: only our own units and chains.
///
/// The units are those of the package, not those of the configuration: a mistake in agent.toml must
/// not keep a swap under way from starting a node.
struct DoorPolicy {
  /// Takes nothing from who starts it: it makes the host as root's agent.toml says.
  private static let hostWork = "adnet-host.service"

  private let chains: [ChainConfiguration]

  init() { chains = Configuration().orderedChains }

  var chainNames: [ChainName] { chains.map(\.name) }

  /// Units that may be started, stopped and reset.
  func check(_ units: [String]) throws(Failure) {
    let hooks = units.filter { MigrationHook.isUnit($0, chains: chainNames) }
    let works = chainNames.flatMap(LedgerWork.units)
    try check(
      units,
      Set(hooks + works + DropIns.render(Configuration()).map(\.unit) + [Self.hostWork]))
  }

  /// Units that may be enabled and disabled: what serves clients during a swap is never started
  /// at boot.
  func checkForBoot(_ units: [String]) throws(Failure) {
    try check(units, Set(chains.flatMap { $0.units.owners + $0.units.sockets.map(\.held) }))
  }

  /// Units that a chain may have been moved away from.
  func checkForMasks(_ units: [String]) throws(Failure) {
    try check(units, Set(chains.flatMap(\.units.owners)))
  }

  private func check(_ units: [String], _ allowed: Set<String>) throws(Failure) {
    guard !units.isEmpty else {
      throw Failure(.unitsMissing, "cannot act: the request names no unit")
    }
    for unit in units where !allowed.contains(unit) {
      throw Failure(
        .unitNotOurs, "cannot touch \(unit): not a unit of adnet-agent")
    }
  }

  func check(_ chain: ChainName, _ generation: Generation) throws(Failure) {
    guard let known = chains.first(where: { $0.name == chain }) else {
      throw Failure(
        .chainUnknown, "cannot move chain \(chain): no such chain", exit: .failed)
    }
    guard known.units.owners.contains(generation.unit) else {
      throw Failure(
        .unitNotOurs, "cannot move chain \(chain) to \(generation.unit): not a unit of this chain")
    }
  }
}
