import AgentConfig
import AgentCore
public import Basics
public import ControlModel
import LinuxSystem
import OnDisk
import Systemd

/// The view of the host when the agent doesn't answer: links, the supervisors' reports, and
/// what systemd says.
public struct AgentlessHost {
  private let paths: Paths
  private let configuration: Configuration
  private let bus: SystemdBus?
  private var problems: [Problem] = []

  public init(_ paths: Paths) {
    self.paths = paths
    problems.append(
      Problem(
        kind: .agentDown, severity: .critical,
        text: "the agent is not running: operations are paused and heights unknown",
        hint: "systemctl start adnet-agent; journalctl -u adnet-agent"))
    do throws(Failure) {
      configuration = try Self.configuration(paths)
    } catch {
      configuration = Configuration()
      problems.append(
        Problem(
          kind: ProblemKind(error.kind), severity: .critical,
          text: "the configuration is invalid; default ports are shown",
          hint: "adnet-agent config check"))
    }
    do throws(Failure) {
      bus = try SystemdBus()
    } catch {
      bus = nil
      problems.append(
        Problem(
          kind: ProblemKind(error.kind), severity: .warning, text: error.text, hint: error.hint))
    }
  }

  /// Without the right to read what was applied, the files say what is known.
  static func configuration(_ paths: Paths) throws(Failure) -> Configuration {
    if let known = try? ConfigurationFiles.inForce(paths) { return known }
    return try ConfigurationFiles.require(paths)
  }

  public func status() -> StatusDocument {
    let listening = try? ListeningPorts.read()
    // Without it no report can be told from one of an earlier boot, and none is believed.
    let boot = (try? Host.bootID()) ?? ""
    var problems = problems
    let effective = configuration.overlaid(by: RunningNodes(paths, configuration))
    let chains = effective.orderedChains.map { chain in
      let reader = ChainReader(
        chain, in: effective, next: configuration, paths: paths, bootID: boot)
      var units: [String: UnitState] = [:]
      // Nil when systemd can't be asked: `problems` says so already.
      for name in reader.settings.units { units[name] = try? bus?.unit(name) }
      let seen = reader.look(units)
      if case .invalid(let reason) = seen.current {
        problems.append(
          Problem(
            kind: .currentInvalid, severity: .critical, chain: chain.name, text: reason,
            hint: "start the agent; the node is not started until the link is valid"))
      }
      if let notice = ImportNotices(paths: paths).of(chain.name) {
        problems.append(notice.problem(of: chain.name))
      }
      var status = ChainStatus(
        chain, state: ChainState(), seen: seen, height: HeightWatch.Seen(), listening: listening,
        user: Accounts.user(named: chain.user)?.id, operation: nil)
      // The state is the agent's; what boot does is systemd's.
      status.enabled = seen.current.generation.map { units[$0.unit]?.isEnabled == true } ?? false
      status.desired = nil
      status.importedFrom = ImportNotices(paths: paths).source(
        of: chain.name, owner: seen.current.generation?.release)
      return status
    }
    return StatusDocument(
      agent: AgentStatus(version: "", pid: nil, since: nil, state: .down), host: Host.name,
      observedAt: Timestamp(unixMilliseconds: Clock.unixMilliseconds()), chains: chains,
      problems: problems)
  }
}
