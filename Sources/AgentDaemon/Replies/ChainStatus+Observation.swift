import AgentConfig
import AgentCore
import Basics
import ControlModel
import Health
import LinuxSystem

extension ChainStatus {
  /// Everything that is known of one chain, from one look.
  init(
    _ configuration: ChainConfiguration, state: ChainState, seen now: ChainObservation,
    height: HeightWatch.Seen, listening: ListeningPorts?, receivers: [SeenListener]? = nil,
    user: UInt32?, operation: OperationSummary?
  ) {
    let generation = now.current.generation
    let unit = generation.flatMap { now.units[$0.unit] }
    let report = generation.flatMap { now.supervisors[$0.unit] }.flatMap { report in
      report.bootID == now.bootID ? report : nil
    }
    let isLive = report != nil && unit?.mainProcess == report?.supervisorPID
    let node = isLive ? report.flatMap { $0.nodePID > 0 ? $0.nodePID : nil } : nil
    let calendar = CalendarOf(now)
    self.init(
      chain: configuration.name, enabled: state.enabled, desired: state.desired,
      unit: generation?.unit,
      unitState: unit.map { UnitStatus(active: $0.activity, sub: $0.sub) },
      release: generation?.release, generation: generation?.number,
      supervisor: report.flatMap(SupervisorStatus.init), nodePID: node,
      upSince: node == nil ? nil : report?.startedUnixMs.map(Timestamp.init(unixMilliseconds:)),
      ports: configuration.ports.map { port in
        PortStatus(
          port, report: isLive ? report : nil, node: node, listening: listening,
          receivers: receivers, user: user, held: configuration.isHeld(port, now))
      },
      handoff: isLive ? report.flatMap(HandoffStatus.init) : nil,
      health: now.health.map {
        HealthSummary(
          state: $0.state, reason: $0.reason, since: calendar.time($0.sinceBoottimeMs))
      },
      height: HeightStatus(height), memoryBytes: unit?.memoryBytes.map(Int64.init(clamping:)),
      lastExit: report?.lastExit.map(ExitStatus.init), operation: operation,
      drained: state.drained.map {
        DrainedStatus(
          since: Timestamp(unixMilliseconds: $0.sinceUnixMs),
          reason: $0.reason.isEmpty ? nil : $0.reason, forReboot: $0.rebootOf != nil)
      },
      relay: now.relay,
      declined: configuration.units.owners.compactMap { owner in
        guard let report = now.supervisors[owner], report.state == .declined,
          report.bootID == now.bootID, owner != generation?.unit
        else { return nil }
        return DeclinedUnit(unit: owner, reason: report.reason)
      })
  }
}

extension ChainConfiguration {
  /// By systemd, in either socket of the pair.
  fileprivate func isHeld(_ port: PortConfiguration, _ now: ChainObservation) -> Bool {
    guard let pair = units.sockets.first(where: { $0.role == port.role }) else { return false }
    return [pair.held, pair.drain].contains { now.units[$0]?.isActive == true }
  }
}

extension SupervisorStatus {
  fileprivate init?(_ report: SupervisorReport) {
    guard let state = State(rawValue: report.state.rawValue) else { return nil }
    self.init(
      state: state, reason: report.reason.isEmpty ? nil : report.reason,
      since: Timestamp(unixMilliseconds: report.sinceUnixMs),
      until: report.backoffUntilUnixMs.map(Timestamp.init(unixMilliseconds:)))
  }
}

extension HandoffStatus {
  fileprivate init?(_ report: SupervisorReport) {
    guard let handoff = report.handoff else { return nil }
    self.init(on: handoff == .on, reason: report.handoffReason.isEmpty ? nil : report.handoffReason)
  }
}

extension HeightStatus {
  fileprivate init?(_ seen: HeightWatch.Seen) {
    guard seen.answers.last != nil else { return nil }
    let error: String? =
      switch seen.answers.last?.result {
      case .failed(let reason): reason
      case .limited: "rate-limited"
      case .height, .none: nil
      }
    self.init(
      value: seen.height, observedAt: seen.heightUnixMs.map(Timestamp.init(unixMilliseconds:)),
      advancedAt: seen.advancedUnixMs.map(Timestamp.init(unixMilliseconds:)), error: error)
  }
}

extension ExitStatus {
  fileprivate init(_ exit: NodeExit) {
    let kind: Kind =
      switch exit.kind {
      case .code: .code
      case .signal: .signal
      case .unobserved: .unobserved
      }
    self.init(
      kind: kind, value: Int32(clamping: exit.value), ordered: exit.ordered, clean: exit.clean,
      at: Timestamp(unixMilliseconds: exit.atUnixMs), text: exit.text.isEmpty ? nil : exit.text)
  }
}

extension PortStatus {
  fileprivate init(
    _ port: PortConfiguration, report: SupervisorReport?, node: Int32?, listening: ListeningPorts?,
    receivers: [SeenListener]?, user: UInt32?, held: Bool
  ) {
    let number = UInt16(clamping: port.port)
    let listener = listening?.users[number]
    let ours = report?.ports[port.role]
    var state: State
    var owner: PortOwner?
    switch ours?.state {
    case .held: state = .held
    case .bound: state = .bound
    case .elsewhere: state = .elsewhere
    case .missing: state = .missing
    case .waiting: state = .waiting
    case .none: state = held ? .waiting : .closed
    }
    switch state {
    case .held, .bound, .elsewhere:
      owner = node.map { PortOwner(name: "node", pid: $0) }
    case .waiting, .missing, .foreign, .closed:
      if held {
        owner = PortOwner(name: "systemd", pid: 1)
      } else if let listener, listener != user {
        state = .foreign
        owner = PortOwner(name: Accounts.user(id: listener)?.name ?? "uid \(listener)")
      }
    }
    self.init(
      role: port.role, address: port.address, port: number, declaredHeld: port.isHeld,
      state: state,
      actual: state == .elsewhere ? ours?.address : nil, owner: owner,
      udp: port.udp == .off ? nil : receivers.map { Self.udp($0, at: port) })
  }

  private static func udp(_ receivers: [SeenListener], at port: PortConfiguration) -> State {
    let expected = ExpectedPort(
      role: port.role, address: port.address, port: port.port, isReady: port.isReady, isHeld: false)
    let owners = receivers.filter { $0.serves(expected) }.map(\.owner)
    let isForeign = owners.contains { if case .other = $0 { true } else { false } }
    return isForeign ? .foreign : owners.contains(.node) ? .bound : .closed
  }
}
