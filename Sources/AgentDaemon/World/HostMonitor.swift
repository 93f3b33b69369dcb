import AgentConfig
import AgentCore
import Basics
import DoorAPI
import HostCore
import HostTuning
import LinuxSystem
import Systemd

/// The host itself beside its chains: its memory settings and its vitals. Nothing is remembered: what is
/// wanted is in agent.toml, and the rest is seen anew each time.
struct HostMonitor {
  private(set) var settings: HostSettingsMonitor
  private(set) var vitals: VitalsMonitor

  init(_ configuration: Configuration, paths: Paths) {
    settings = HostSettingsMonitor(configuration, paths: paths)
    vitals = VitalsMonitor(configuration, paths: paths)
  }

  /// Milliseconds since boot.
  var wakeAt: Int { min(settings.wakeAt, vitals.wakeAt) }

  /// One round: tells what the kernel has killed, and has corrected what has drifted.
  mutating func lookAtDue(_ door: DoorClient, _ journal: Journal) {
    let now = Int(Clock.boottimeMilliseconds())
    if vitals.wakeAt <= now {
      let kills = vitals.look(nowBoottimeMs: now, unixMilliseconds: Clock.unixMilliseconds())
      for kill in kills { AgentEvent.killedForMemory(kill).write(to: journal) }
    }
    guard settings.wakeAt <= now else { return }
    let drift = settings.drift(nowBoottimeMs: now)
    guard !drift.isEmpty else { return }
    AgentEvent.hostDrifted(drift).write(to: journal)
    do throws(Failure) {
      try Self.startWork(door)
      settings.unstarted = nil
    } catch {
      settings.unstarted = error
      AgentEvent.hostNotCorrected(error).write(to: journal)
    }
  }

  mutating func lookAtSettings() { settings.look() }

  /// Starts the work, which looks and decides itself; a second start while it runs changes nothing.
  static func startWork(_ door: DoorClient) throws(Failure) {
    _ = try door.ask(.start(units: [HostSettingsMonitor.unit]), timeoutMilliseconds: 15_000)
  }

  /// The host's facts for gates.
  func facts(_ configuration: Configuration) -> HostFacts {
    var facts = HostFacts()
    facts.disk = vitals.refusal
    facts.shortMemory = vitals.seen.flatMap(VitalsProblems.shortMemory)
    facts.smallForShared = vitals.seen.flatMap(VitalsProblems.smallForUnified)
    facts.memory = settings.plan.steps.map(\.words)
    facts.foreignMemory = settings.foreign
    facts.upgraders = ProcessState.running(Set(configuration.agent.upgraders))
    return facts
  }

  func problems(nowUnixMilliseconds now: Int64) -> [Problem] {
    settings.problems + vitals.problems(nowUnixMilliseconds: now)
  }
}
