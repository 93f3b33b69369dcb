import AgentConfig
import AgentCore
import Chains
import ConfigurationFiles
import ControlModel
import LinuxSystem
import SystemdBus

/// What can be seen of the host when the agent doesn't answer: links, the supervisors' reports, and
/// what systemd says.
struct UnattendedHost {
  private let paths: Paths
  private let configuration: Configuration
  private let bus: SystemdBus?
  private let boot: String?
  private var problems: [Problem] = []

  init(_ paths: Paths) {
    self.paths = paths
    problems.append(
      Problem(
        kind: "agent_down", severity: .critical,
        text: "the agent doesn't answer: no operation goes on, and heights aren't known",
        hint: "systemctl start adnet-agent; journalctl -u adnet-agent"))
    do throws(Failure) {
      configuration = try ConfigurationFiles.require(paths)
    } catch {
      configuration = Configuration()
      problems.append(
        Problem(
          kind: error.kind, severity: .critical,
          text: "the configuration can't be used, so the default ports are shown",
          hint: "adnet-agent config check"))
    }
    do throws(Failure) {
      bus = try SystemdBus()
    } catch {
      bus = nil
      problems.append(
        Problem(kind: error.kind, severity: .warning, text: error.text, hint: error.hint))
    }
    // Without it no report can be told from one of an earlier boot, and none is believed.
    boot = try? Host.bootID()
  }

  func status() -> StatusDocument {
    var problems = problems
    let chains = configuration.orderedChains.map { status(of: $0, &problems) }
    return StatusDocument(
      agent: AgentStatus(version: "", pid: nil, since: nil, state: .down), host: Host.name,
      observedAt: Timestamp(unixMilliseconds: Clock.unixMilliseconds()), chains: chains,
      problems: problems)
  }

  private func status(
    of chain: ChainConfiguration, _ problems: inout [Problem]
  ) -> ChainStatus {
    let link = ChainFolder(paths, chain.name).current()
    if case .invalid(let reason) = link {
      problems.append(
        Problem(
          kind: "current_invalid", severity: .critical, chain: chain.name, text: reason,
          hint: "start the agent; the supervisor starts no node until the link is right"))
    }
    let owner = link.generation
    let unit = owner.flatMap { self.unit($0.unit) }
    let report = owner.flatMap { self.report(chain.name, $0.unit) }
    let isLive =
      report.map { $0.supervisorPID > 0 && unit?.mainProcess == $0.supervisorPID } ?? false
    let node = isLive ? report.flatMap { $0.nodePID > 0 ? $0.nodePID : nil } : nil
    return ChainStatus(
      chain: chain.name, enabled: isEnabled(unit), desired: nil, unit: owner?.unit,
      unitState: unit.map { UnitStatus(active: $0.activity, sub: $0.sub) },
      release: owner?.release, generation: owner?.number,
      supervisor: report.map(SupervisorStatus.init), nodePID: node,
      upSince: node == nil ? nil : report?.startedUnixMs.map(Timestamp.init(unixMilliseconds:)),
      ports: chain.ports.map { port($0, of: chain, isLive ? report : nil, node) },
      memoryBytes: unit?.memoryBytes.map(Int64.init(clamping:)),
      declined: declined(chain, owner: owner?.unit))
  }

  private func declined(_ chain: ChainConfiguration, owner: String?) -> [DeclinedUnit] {
    chain.units.owners.compactMap { unit in
      guard unit != owner, let report = report(chain.name, unit), report.state == .declined else {
        return nil
      }
      return DeclinedUnit(unit: unit, reason: report.reason)
    }
  }

  private func isEnabled(_ unit: UnitState?) -> Bool {
    unit?.fileState == "enabled" || unit?.fileState == "enabled-runtime"
  }

  /// Nil when systemd can't be asked: `problems` says so already.
  private func unit(_ name: String) -> UnitState? { try? bus?.unit(name) }

  /// Nil when there is none of this boot, or it can't be read.
  private func report(_ chain: ChainName, _ unit: String) -> SupervisorReport? {
    let path = paths.supervisorReport(chain, unit: unit)
    guard let text = try? File.text(path, limit: 64 * 1024),
      let report = try? SupervisorReport(parsing: text), report.bootID == boot
    else { return nil }
    return report
  }

  private func port(
    _ port: PortConfiguration, of chain: ChainConfiguration, _ report: SupervisorReport?,
    _ node: Int32?
  ) -> PortStatus {
    let seen = report?.ports[port.role]
    let socket = chain.units.sockets.first { $0.role == port.role }.flatMap { unit($0.held) }
    let state: PortStatus.State =
      switch seen?.state {
      case .held: .held
      case .bound: .bound
      case .elsewhere: .elsewhere
      case .missing: .missing
      case .waiting: .waiting
      case .none: socket?.isActive == true ? .waiting : .closed
      }
    let owner: PortOwner? =
      switch state {
      case .held, .bound, .elsewhere: node.map { PortOwner(name: "node", pid: $0) }
      case .waiting, .missing, .foreign, .closed:
        socket?.isActive == true ? PortOwner(name: "systemd", pid: 1) : nil
      }
    return PortStatus(
      role: port.role, address: port.address, port: UInt16(clamping: port.port),
      declaredHeld: port.isHeld, state: state,
      actual: state == .elsewhere ? seen?.address : nil, owner: owner)
  }
}

extension SupervisorStatus {
  fileprivate init(_ report: SupervisorReport) {
    let state: State =
      switch report.state {
      case .declined: .declined
      case .invalid: .invalid
      case .backoff: .backoff
      case .starting: .starting
      case .ready: .ready
      case .stopping: .stopping
      case .exited: .exited
      case .lockWait: .lockWait
      }
    self.init(
      state: state, reason: report.reason.isEmpty ? nil : report.reason,
      since: Timestamp(unixMilliseconds: report.sinceUnixMs),
      until: report.backoffUntilUnixMs.map(Timestamp.init(unixMilliseconds:)))
  }
}
