import AgentConfig
import AgentCore
import Basics
import DoorAPI
import HostSafety
import HostTuning
import LinuxSystem
import Systemd

/// The host itself beside its chains: its memory safety and its pulse. Nothing is remembered: what is
/// wanted is in agent.toml, and the rest is seen anew each time.
struct HostMonitor {
  private(set) var safety: HostSafetyMonitor
  private(set) var vitals: VitalsMonitor

  init(_ configuration: Configuration, paths: Paths) {
    safety = HostSafetyMonitor(configuration, paths: paths)
    vitals = VitalsMonitor(configuration, paths: paths)
  }

  /// Milliseconds since boot.
  var wakeAt: Int { min(safety.wakeAt, vitals.wakeAt) }

  /// One round: tells what the kernel has killed, and has corrected what has drifted.
  mutating func lookAtDue(_ door: DoorClient, _ journal: Journal) {
    let now = Int(Clock.boottimeMilliseconds())
    if vitals.wakeAt <= now {
      let kills = vitals.look(nowBoottimeMs: now, unixMilliseconds: Clock.unixMilliseconds())
      for kill in kills { AgentEvent.killedForMemory(kill).write(to: journal) }
    }
    guard safety.wakeAt <= now else { return }
    let drift = safety.drift(nowBoottimeMs: now)
    guard !drift.isEmpty else { return }
    AgentEvent.hostDrifted(drift).write(to: journal)
    do throws(Failure) {
      try Self.startWork(door)
      safety.unstarted = nil
    } catch {
      safety.unstarted = error
      AgentEvent.hostNotCorrected(error).write(to: journal)
    }
  }

  mutating func lookAtSafety() { safety.look() }

  /// Starts the work, which looks and decides itself; a second start while it runs changes nothing.
  static func startWork(_ door: DoorClient) throws(Failure) {
    _ = try door.ask(.start(units: [HostSafetyMonitor.unit]), timeoutMilliseconds: 15_000)
  }

  /// The host's facts for gates.
  func facts(_ configuration: Configuration) -> HostFacts {
    var facts = HostFacts()
    facts.disk = vitals.refusal
    facts.shortMemory = vitals.seen.flatMap(VitalsProblems.shortMemory)
    facts.smallForShared = vitals.seen.flatMap(VitalsProblems.smallForUnified)
    facts.memory = safety.plan.steps.map(\.words)
    facts.foreignMemory = safety.foreign
    facts.upgraders = ProcessState.running(Set(configuration.agent.upgraders))
    return facts
  }

  func problems(nowUnixMilliseconds now: Int64) -> [Problem] {
    safety.problems + vitals.problems(nowUnixMilliseconds: now)
  }
}
