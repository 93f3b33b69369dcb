/// What the supervisor tells the rest of the host of one chain, as `key=value` lines.
///
/// Times are milliseconds: `_unix_ms` since 1970, `_boottime_ms` since boot, 0 for never.
public struct Report: Equatable, Sendable {
  public enum State: Equatable, Sendable {
    case declined, invalid, lockWait, backoff, starting, ready, stopping, exited

    var text: Text {
      switch self {
      case .declined: "declined"
      case .invalid: "invalid"
      case .lockWait: "lock-wait"
      case .backoff: "backoff"
      case .starting: "starting"
      case .ready: "ready"
      case .stopping: "stopping"
      case .exited: "exited"
      }
    }
  }

  public enum Handoff: Equatable, Sendable {
    case on
    /// It isn't possible on this host, or no socket was passed.
    case off
    /// It was to be, and this host or this binary doesn't allow it.
    case denied
  }

  public var state = State.starting
  public var reason: Text = ""
  public var supervisor: Int64 = 0
  public var node: Int64 = 0
  public var generation: Int64 = 0
  public var release: Text = ""
  public var since: Int64 = 0
  public var startedUnix: Int64 = 0
  public var startedBoottime: Int64 = 0
  public var readyUnix: Int64 = 0
  public var handoff = Handoff.off
  /// Whether a socket of this chain was passed: the node may be handed those of another alone.
  public var isPassedSocket = false
  public var handoffReason: Text = ""
  /// Why this generation's binary doesn't allow it, for the next start; empty when it isn't known to.
  public var nodeDenial: Text = ""
  public var backoffUntilUnix: Int64 = 0
  public var failures: Int64 = 0
  public var bootID: Text = ""
  public var exit = ExitRecord()
  /// How the node before this one ended, once this one was started.
  public var before = ExitRecord()

  /// Of the last node, so many processes had to be killed that it had left behind.
  public var leftoverKilled: Int64 = 0

  public static var noSocket: Text { "no socket was passed" }

  public init() {}

  /// - Parameter chain: its place in `options.chains`. Of the ports, only its own are told.
  public func lines(
    _ options: Options, _ ports: PortTable, chain: Int = 0, format: (Address) -> Text
  ) -> Text {
    var text: Text = "schema=adnet.supervisor/1\n"
    func line(_ key: Text, _ value: Text) {
      text.add(key)
      text.add("=")
      text.add(value)
      text.add("\n")
    }
    func line(_ key: Text, _ number: Int64) {
      var value = Text()
      value.add(number)
      line(key, value)
    }
    line("unit", options.unit)
    line("chain", options.chains[chain])
    line("state", state.text)
    line("reason", reason)
    line("supervisor_pid", supervisor)
    line("node_pid", node)
    line("generation", generation)
    line("release", release)
    line("since_unix_ms", since)
    line("started_unix_ms", startedUnix)
    line("started_boottime_ms", startedBoottime)
    line("ready_unix_ms", readyUnix)
    let handedNothing = handoff == .on && !isPassedSocket
    line("handoff", handedNothing || handoff == .off ? "off" : handoff == .on ? "on" : "denied")
    line("handoff_reason", handedNothing ? Self.noSocket : handoffReason)
    if !nodeDenial.isEmpty { line("node_denial", nodeDenial) }
    for entry in ports.entries where entry.port.chain == chain {
      var value = Text()
      switch entry.state {
      case .waiting: value.add("waiting ")
      case .held: value.add("held " + format(entry.port.address))
      case .bound: value.add("bound " + format(entry.port.address))
      case .elsewhere(let address): value.add("elsewhere " + format(address))
      case .missing: value.add("missing ")
      }
      line("port." + entry.port.role, value)
    }
    line("backoff_until_unix_ms", backoffUntilUnix)
    line("failures", failures)
    line("boot_id", bootID)
    func tell(_ name: Text, _ exit: ExitRecord) {
      guard exit.kind != .none else { return }
      func key(_ end: Text) -> Text {
        var key = name
        key.add(end)
        return key
      }
      line(key(".kind"), exit.kind.text)
      line(key(".value"), exit.value)
      line(key(".ordered"), exit.ordered ? "yes" : "no")
      line(key(".clean"), exit.clean ? "yes" : "no")
      line(key(".unix_ms"), exit.unix)
      line(key(".boottime_ms"), exit.boottime)
    }
    tell("exit", exit)
    if leftoverKilled > 0 { line("leftover_killed", leftoverKilled) }
    tell("before", before)
    return text
  }
}
