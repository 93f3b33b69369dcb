import AgentCore
import ControlAPI
import ControlModel
import DoorAPI
import LinuxSystem

extension Daemon {
  /// One round for the host itself. Nothing is remembered: what is wanted is in agent.toml, and the
  /// rest is seen anew each time.
  func lookAtHost() {
    let now = Int(Clock.boottimeMilliseconds())
    if vitals.wakeAt <= now {
      let kills = vitals.look(nowBoottimeMs: now, unixMilliseconds: Clock.unixMilliseconds())
      for kill in kills { AgentEvent.killedForMemory(kill).write(to: journal) }
    }
    guard host.wakeAt <= now else { return }
    let drift = host.drift(nowBoottimeMs: now)
    guard !drift.isEmpty else { return }
    AgentEvent.hostDrifted(drift).write(to: journal)
    do throws(Failure) {
      try startHostWork()
      host.unstarted = nil
    } catch {
      host.unstarted = error
      AgentEvent.hostNotCorrected(error).write(to: journal)
    }
  }

  /// It looks and decides itself; a second start while it runs changes nothing.
  private func startHostWork() throws(Failure) {
    _ = try door.ask(.start(units: [HostDesk.unit]), timeoutMilliseconds: 15_000)
  }

  func applyHost(dryRun: Bool) throws(Failure) -> ControlReply {
    host.look()
    let document = host.document()
    if !dryRun { try startHostWork() }
    return .host(document)
  }
}
