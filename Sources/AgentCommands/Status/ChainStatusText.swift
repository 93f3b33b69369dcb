import AgentCore
import Basics
import ControlModel

/// The words about one chain in `adnet-agent status`: its cells of the table, and what else is to say.
struct ChainStatusText {
  private let chain: ChainStatus
  private let now: Timestamp

  init(_ chain: ChainStatus, now: Timestamp) {
    self.chain = chain
    self.now = now
  }

  var state: (text: String, tone: Tone) {
    guard chain.unit != nil else { return chain.enabled ? ("no release", .waiting) : ("-", .dim) }
    let (text, tone) = running ?? resting
    return chain.enabled ? (text, tone) : ("\(text), disabled", tone)
  }

  /// Nil when the unit doesn't run.
  private var running: (String, Tone)? {
    switch chain.unitState?.active {
    case .inactive, .failed, .unknown: return nil
    case .active, .reloading, .activating, .deactivating, .none: break
    }
    switch chain.supervisor?.state {
    case .ready: return ("ready", .good)
    case .starting: return ("starting", .waiting)
    case .stopping: return ("stopping", .waiting)
    case .backoff:
      guard let until = chain.supervisor?.until else { return ("backoff", .bad) }
      let rest = max(0, until.unixMilliseconds - now.unixMilliseconds)
      return ("backoff, \(Durations.rough(milliseconds: rest)) left", .bad)
    case .lockWait: return ("waiting for lock", .bad)
    case .declined: return ("declined", .bad)
    case .invalid: return ("invalid", .bad)
    case .exited, .none: return chain.unitState.map { ($0.active.rawValue, .waiting) }
    }
  }

  private var resting: (String, Tone) {
    switch chain.unitState?.active {
    case .failed: ("failed", .bad)
    case .none, .unknown: ("unknown", .waiting)
    case .active, .reloading, .inactive, .activating, .deactivating:
      chain.desired == .running ? ("not running", .bad) : ("stopped", .dim)
    }
  }

  var unit: String {
    guard let name = chain.unit else { return "-" }
    return name.hasSuffix(".service") ? String(name.dropLast(".service".count)) : name
  }

  /// With its age, and for how long it stands still.
  var height: Table.Cell {
    guard let height = chain.height, let value = height.value else {
      return chain.height?.error == nil ? .init("-") : .init("no answer", .bad)
    }
    var text = "\(value)"
    if let observed = height.observedAt { text += ", \(age(observed)) old" }
    guard let advanced = height.advancedAt,
      now.unixMilliseconds - advanced.unixMilliseconds > 120_000
    else { return .init(text) }
    return .init("\(text), not advancing for \(age(advanced))", .waiting)
  }

  var remarks: [(about: String, text: String)] {
    var remarks: [(String, String)] = []
    if let health = chain.health, health.state != .stopped {
      let since = health.since.map { ", for \(age($0))" } ?? ""
      remarks.append(("health", "\(health.state.words): \(health.reason)\(since)"))
    }
    if let source = chain.importedFrom {
      remarks.append(
        (
          "import",
          "imported from \(source); undo with adnet-agent import \(chain.chain) --undo"
        ))
    }
    if let drained = chain.drained {
      remarks.append(
        (
          "drained",
          "for \(age(drained.since))" + (drained.forReboot ? ", until after a reboot" : "")
            + (drained.reason.map { ": \($0)" } ?? "")
        ))
    }
    if let relay = chain.relay, relay.route == .relay || relay.connections > 0 {
      remarks.append(("relay", words(relay)))
    }
    if let operation = chain.operation { remarks.append(("operation", words(operation))) }
    if let supervisor = chain.supervisor, supervisor.state != .ready, let reason = supervisor.reason
    {
      remarks.append(("supervisor", reason))
    }
    if let handoff = chain.handoff, !handoff.on {
      remarks.append(("handoff", "off" + (handoff.reason.map { ": \($0)" } ?? "")))
    }
    if let error = chain.height?.error { remarks.append(("height", error)) }
    for declined in chain.declined {
      remarks.append(("declined", "\(declined.unit): \(declined.reason)"))
    }
    if let exit = chain.lastExit { remarks.append(("last exit", words(exit))) }
    return remarks
  }

  private func words(_ operation: OperationSummary) -> String {
    var text = OperationText.title(operation)
    switch operation.outcome {
    case .running:
      text += ": running for \(age(operation.startedAt))"
      if let step = operation.stepTitle { text += ", step \(step)" }
    case .done, .failed, .rolledBack, .superseded:
      text += ": \(OperationText.outcome(operation.outcome))"
      if let ended = operation.endedAt {
        let took = ended.unixMilliseconds - operation.startedAt.unixMilliseconds
        text += " \(age(ended)) ago, took \(Durations.exact(milliseconds: took))"
      }
    }
    if let failure = operation.failure { text += "; \(failure.text)" }
    return text
  }

  private func words(_ relay: RelayReport) -> String {
    let counts = relay.counts
    let who =
      relay.route == .node
      ? "returning clients"
      : relay.peers.isEmpty ? "clients wait" : "peers answer (\(relay.peers.count))"
    let numbers = [
      (counts.byPeers, "answered by peers"), (counts.byNode, "by the node"),
      (relay.parked, "waiting"), (counts.unavailable, "answered 503"), (counts.failed, "lost"),
      (counts.limited, "rate-limited by peers"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return ([who, "\(relay.connections) connections"] + numbers).joined(separator: ", ")
  }

  private func words(_ exit: ExitStatus) -> String {
    let how: String =
      switch exit.kind {
      case .code: "code \(exit.value)"
      case .signal: "signal \(exit.value)"
      case .unobserved: "not observed"
      }
    return how + (exit.ordered ? ", stopped on request" : ", unexpected")
      + (exit.ordered && !exit.clean ? ", not clean" : "") + ", \(age(exit.at)) ago"
      + (exit.text.map { ": \($0)" } ?? "")
  }

  private func age(_ moment: Timestamp) -> String {
    Durations.rough(milliseconds: now.unixMilliseconds - moment.unixMilliseconds)
  }
}
