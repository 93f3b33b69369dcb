/// The supervisor's report on one chain for the rest of the host, as `key=value` lines.
///
/// Times are milliseconds: `_unix_ms` since 1970, `_boottime_ms` since boot, 0 for never.
public struct Report: Equatable, Sendable {
  public enum State: Equatable, Sendable {
    case declined, invalid, lockWait, backoff, starting, ready, stopping, exited

    var text: StaticString {
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
    /// No socket was passed.
    case off
    /// A socket was passed, and this host or this binary doesn't allow handing it to the node.
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
  /// The reason why this generation's binary doesn't allow it, for the next start; empty when it
  /// isn't known to.
  public var nodeDenial: Text = ""
  public var backoffUntilUnix: Int64 = 0
  public var failures: Int64 = 0
  public var bootID: Text = ""
  public var exit = ExitRecord()
  /// The end of the node before this one, once this one was started.
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
    text.line("unit", options.unit)
    text.line("chain", options.chains[chain])
    text.line("state", state.text)
    text.line("reason", reason)
    text.line("supervisor_pid", supervisor)
    text.line("node_pid", node)
    text.line("generation", generation)
    text.line("release", release)
    text.line("since_unix_ms", since)
    text.line("started_unix_ms", startedUnix)
    text.line("started_boottime_ms", startedBoottime)
    text.line("ready_unix_ms", readyUnix)
    let handedNothing = handoff == .on && !isPassedSocket
    text.line(
      "handoff", handedNothing || handoff == .off ? "off" : handoff == .on ? "on" : "denied")
    text.line("handoff_reason", handedNothing ? Self.noSocket : handoffReason)
    if !nodeDenial.isEmpty { text.line("node_denial", nodeDenial) }
    for entry in ports.entries where entry.port.chain == chain {
      let state: Text =
        switch entry.state {
        case .waiting: "waiting "
        case .held: "held \(format(entry.port.address))"
        case .bound: "bound \(format(entry.port.address))"
        case .elsewhere(let address): "elsewhere \(format(address))"
        case .missing: "missing "
        }
      text.add("port.")
      text.add(entry.port.role)
      text.line("", state)
    }
    text.line("backoff_until_unix_ms", backoffUntilUnix)
    text.line("failures", failures)
    text.line("boot_id", bootID)
    func tell(_ name: StaticString, _ exit: ExitRecord) {
      guard exit.kind != .none else { return }
      func line(_ key: StaticString, _ number: Int64) {
        text.add(name)
        text.line(key, number)
      }
      func line(_ key: StaticString, _ word: StaticString) {
        text.add(name)
        text.line(key, word)
      }
      line(".kind", exit.kind.text)
      line(".value", exit.value)
      line(".ordered", exit.ordered ? "yes" : "no")
      line(".clean", exit.clean ? "yes" : "no")
      line(".unix_ms", exit.unix)
      line(".boottime_ms", exit.boottime)
    }
    tell("exit", exit)
    if leftoverKilled > 0 { text.line("leftover_killed", leftoverKilled) }
    tell("before", before)
    return text
  }
}

extension Text {
  @inline(never)
  @_disfavoredOverload
  fileprivate mutating func line(_ key: StaticString, _ value: Text) {
    add(key)
    add("=")
    add(value)
    add("\n")
  }

  @inline(never)
  fileprivate mutating func line(_ key: StaticString, _ value: StaticString) {
    line(key, Text(stringLiteral: value))
  }

  @inline(never)
  fileprivate mutating func line(_ key: StaticString, _ number: Int64) {
    var value = Text()
    value.add(number)
    line(key, value)
  }
}
