import AgentConfig
import Basics
import OnDisk

extension Configuration {
  /// The fitness of a release: what is known of it, held against the command that each unit would give it.
  func fitness(of id: ReleaseID, in store: ReleaseStore) -> ReleaseFitness {
    var fitness = store.fitness(of: id)
    let known = store.options(of: id)
    for chain in orderedChains {
      for unit in chain.units.owners {
        guard let start = start(unit, release: id) else { continue }
        fitness.options[unit] = ReleaseFitness.Options(
          // Of a unit that serves several chains, each may say that nobody has to ask.
          isChecked: chain.command.checksFlags && fitness.options[unit]?.isChecked != false,
          unknown: known.map { ReleaseOptions.unknown(in: start.arguments, known: $0) })
      }
    }
    return fitness
  }
}
