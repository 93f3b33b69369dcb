public import Basics

/// The steps from one topology to another. One chain is drained at a time; only what one process
/// serves, before or after a step, goes at once.
public enum MigrationPlanner {
  /// A chain as it is.
  public struct Place: Hashable, Sendable {
    public let topology: Topology
    public let release: ReleaseID

    public init(_ topology: Topology, _ release: ReleaseID) {
      self.topology = topology
      self.release = release
    }
  }

  /// From separate to unified it is alpha, delta, both; back it is both, alpha, delta.
  ///
  /// - Parameter goals: for each chain of `places`; all of them unified, or none.
  public static func steps(
    from places: [ChainName: Place], to goals: [ChainName: Place]
  ) -> [MigrationStep] {
    var places = places
    var steps: [MigrationStep] = []
    let chains = places.keys.sorted()
    let isJoined = places.values.contains { $0.topology == .unified }
    let isToBeJoined = goals.values.contains { $0.topology == .unified }

    func move(_ chains: [ChainName], _ topology: Topology, _ release: (ChainName) -> ReleaseID?) {
      var releases: [ChainName: ReleaseID] = [:]
      for chain in chains {
        guard let release = release(chain) else { continue }
        releases[chain] = release
        places[chain] = Place(topology, release)
      }
      if !releases.isEmpty { steps.append(MigrationStep(topology, releases)) }
    }

    if isJoined, !isToBeJoined {
      // What comes after the split is a step of its own: here the same binary runs as before.
      move(chains, .split) { places[$0]?.release }
    }
    // Into the unified program chain by chain, so that it is tried on one before the next.
    if !(isJoined && isToBeJoined) {
      for chain in chains {
        guard let goal = goals[chain], let place = places[chain] else { continue }
        let next = Place(goal.topology == .unified ? .split : goal.topology, goal.release)
        if place != next { move([chain], next.topology) { _ in next.release } }
      }
    }
    if isToBeJoined, chains.contains(where: { places[$0] != goals[$0] }) {
      move(chains, .unified) { goals[$0]?.release }
    }
    return steps
  }
}
