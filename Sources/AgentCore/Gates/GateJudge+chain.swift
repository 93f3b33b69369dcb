import Basics
import Quorum

/// Whether the network can do without this node, and whether the node can be left.
extension GateJudge {
  var quorum: Gate {
    guard settings.guardsQuorum else {
      return Gate(
        .quorum, .warning, "the quorum guard is off: quorum.guard is false",
        hint: "[chain.\(name).quorum] in agent.toml")
    }
    guard let view = now.quorum else {
      return Gate(
        .quorum, soft(.blocked), Gate.committeeUnknown,
        hint: "it is read from the node or a peer, or from quorum.file in [chain.\(name)]; "
          + "adnet-agent committee \(name); --accept-halt overrides this")
    }
    let margin = view.margin
    let members = view.committee.members.count
    guard margin.own > 0 else {
      return Gate(.quorum, .passed, "this node isn't in the committee of \(members) validators")
    }
    guard margin.ownTakesPart else {
      return Gate(
        .quorum, .passed,
        "this node isn't taking part in consensus now, so stopping it costs no votes\(absent(margin))"
      )
    }
    let committee = view.committee
    let rest =
      "without this node \(margin.othersCount) of \(members) validators take part, with "
      + "\(committee.percent(margin.others)) of the stake; more than 66.6 % is needed"
    guard !margin.mayGo else { return Gate(.quorum, .passed, rest) }
    let isNobodyMissing = margin.absent.isEmpty && margin.unknown == 0
    return Gate(
      .quorum, soft(.blocked), "the chain would halt: \(rest)\(absent(margin))",
      hint: isNobodyMissing
        ? "this committee has no quorum without this node: every restart halts the chain; "
          + "--accept-halt overrides this"
        : "adnet-agent wait \(name) --until safe; adnet-agent committee \(name)")
  }

  /// A drain alone stops nothing.
  private func soft(_ state: Gate.State) -> Gate.State {
    kind == .drain && !isForReboot ? .warning : state
  }

  private func absent(_ margin: QuorumMargin) -> String {
    var words = margin.absent.map { peer in
      let since = peer.sinceUnixMs.map { " for \(Self.length(now.nowUnixMs - $0))" } ?? ""
      return "; \(peer.name) is \(peer.presence)\(since)"
    }
    if margin.unknown > 0 { words.append("; \(margin.unknown) unknown") }
    return words.joined()
  }

  var chainAdvances: Gate {
    guard let health = now.health else {
      return Gate(.chainAdvances, .warning, "the node hasn't been checked yet")
    }
    switch (health.network, health.state) {
    case (.flat, _), (_, .networkStalled):
      return Gate(
        .chainAdvances, soft(.blocked), Gate.standsStill(health.networkReason),
        hint: "a restart in a halted network can make it worse; --accept-halt overrides this")
    case (.advancing, _):
      return Gate(.chainAdvances, .passed, health.networkReason)
    case (.unknown, .healthy), (.unknown, .degraded), (.unknown, .limited):
      return Gate(.chainAdvances, .passed, "this node's height advances")
    case (.unknown, _):
      return Gate(.chainAdvances, .warning, Gate.advanceUnknown(health.networkReason))
    }
  }

  var inSync: Gate {
    let state: Gate.State =
      switch kind {
      // Who wants it stopped has reasons.
      case .stop, .disable: .warning
      case .install, .swap, .rollback, .restart, .start, .enable, .drain, .undrain: .blocked
      }
    switch now.health?.state {
    case .syncing:
      return Gate(
        .inSync, state, "the node is still syncing: stopping a syncing node has damaged ledgers",
        hint: "adnet-agent wait \(name) --until safe")
    case .starting where now.current.generation.map(view.isReady) == true:
      return Gate(.inSync, .warning, "the node is up but hasn't answered yet")
    case .starting:
      return Gate(
        .inSync, state, "the node is still loading: \(now.health?.reason ?? "")",
        hint:
          "adnet-agent health \(name); adnet-agent stop \(name)\(view.forAll) if it doesn't come up",
        clearsInMs: now.health?.readyInMs)
    case nil, .unknown:
      return Gate(.inSync, .warning, "not known yet whether the node is in sync")
    case .healthy, .degraded, .limited, .faulty:
      return Gate(.inSync, .passed, "the node is in sync")
    case .stopped, .down, .hung, .stalled, .networkStalled, .forked, .needsUpgrade, .crashLoop,
      .notListening:
      return Gate(
        .inSync, .passed,
        "the node's health is \(now.health?.state.rawValue.replacing("_", with: " ") ?? ""); it neither loads nor syncs"
      )
    }
  }

  /// A duration in words, in seconds, or in minutes from ten of them.
  static func length(_ milliseconds: Int) -> String {
    let seconds = max(0, milliseconds / 1_000)
    return seconds < 600 ? "\(seconds) s" : "\(seconds / 60) min"
  }
}
