import AgentCore
import Basics

/// What nodes are started with: configurations are numbers here.
extension SimulatedHost {
  func settings(of generation: Generation?) -> Int {
    generation.flatMap { settings[$0.number]?.configuration } ?? 1
  }

  func lookAtSettings(_ seen: inout ChainObservation) {
    let now = settings(of: current.generation)
    seen.keptSettings = settings.filter { hasSamePorts($0.value.configuration, now) }
      .mapValues { KeptSettings(unit: $0.unit, text: "\($0.configuration)") }
    guard now != configuration, current.generation != nil else { return }
    seen.pending = PendingSettings(
      changes: ["command"], needStop: hasSamePorts(configuration, now) ? [] : ["port rest"])
  }

  private func hasSamePorts(_ one: Int, _ other: Int) -> Bool {
    movedPorts.contains(one) == movedPorts.contains(other)
  }

  /// As the door does it: a generation has what one before had, or what is configured now.
  func keepSettings(of generation: Generation, like number: Int?) {
    let before = number.flatMap { settings[$0] }
    if let before, before.unit != generation.unit {
      violate("\(generation.unit) gets the settings of \(before.unit)")
    }
    let kept = number == nil ? configuration : before?.configuration ?? 1
    if let made = settings[generation.number]?.configuration, made != kept {
      violate("generation \(generation.number) gets other settings than it was made with")
    }
    settings[generation.number] = SimulatedSettings(configuration: kept, unit: generation.unit)
    if isUp(names.socket), !hasSamePorts(kept, opened) {
      violate("a generation with other ports gets the chain while the old ones are open")
    }
  }

  /// Node and settings, at the moment in which the process is made.
  func checkSettings(_ generation: Generation) -> Int {
    let used = startsWithTheNewest ? configuration : settings(of: generation)
    if used != settings(of: generation) {
      violate(
        "generation \(generation.number) is started with configuration \(used), and was made with "
          + "\(settings(of: generation))")
    }
    return used
  }
}
