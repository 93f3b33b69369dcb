public import AgentCore
import LinuxSystem

extension ReleaseStore {
  /// Whether an installed release can run on this host, as far as its file tells. That it was built for
  /// this machine was checked when it was added.
  public func fitness(of id: ReleaseID) -> ReleaseFitness {
    let needs: ProgramNeeds
    do throws(Failure) {
      let path = "\(paths.release(id))/\(id.program)"
      needs = try ProgramNeeds(of: Descriptor.open(path, .readNoFollow))
    } catch {
      return ReleaseFitness(unknown: [error.text])
    }
    var fitness = ReleaseFitness()
    let level = ProgramNeeds.isaLevelHere
    if needs.isaLevel > level {
      fitness.missing.append(
        "it needs a processor of level x86-64-v\(needs.isaLevel), this one has v\(level)")
    }
    if let here = ProgramNeeds.glibcHere, needs.glibc > here {
      fitness.missing.append("it needs glibc \(needs.glibc), here is \(here)")
    }
    return fitness
  }
}
