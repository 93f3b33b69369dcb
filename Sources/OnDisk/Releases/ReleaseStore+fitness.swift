public import Basics
import LinuxSystem

extension ReleaseStore {
  /// Whether an installed release can run on this host, as far as its file tells. That it was built for
  /// this machine was checked when it was added.
  public func fitness(of id: ReleaseID) -> ReleaseFitness {
    var fitness = fitness { () throws(Failure) in
      try Descriptor.open("\(paths.release(id))/\(id.program)", .readNoFollow)
    }
    let words = versionWords(of: id)
    fitness.features = words.flatMap(ReleaseFeatures.features(in:))
    if id.program == ProgramName.unified {
      fitness.modes = words.flatMap(ReleaseModes.modes(in:))
    }
    return fitness
  }

  /// The options that it lists in its help; nil when it lists none, or was never asked.
  public func options(of id: ReleaseID) -> Set<String>? {
    versionWords(of: id).flatMap(ReleaseOptions.options(in:))
  }

  /// The answer of its file to `--version` when it was added, at most 128 KiB of it. Nil without an
  /// answer, or if that isn't text.
  public func versionWords(of id: ReleaseID) -> String? {
    try? File.text(paths.versionWords(id), limit: 128 * 1024)
  }

  /// The same of a file that is no release yet.
  public func fitness(ofFile path: String) -> ReleaseFitness {
    fitness { () throws(Failure) in try File.open(path) }
  }

  private func fitness(of open: () throws(Failure) -> Descriptor) -> ReleaseFitness {
    let needs: ProgramNeeds
    do throws(Failure) {
      needs = try ProgramNeeds(of: open())
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
