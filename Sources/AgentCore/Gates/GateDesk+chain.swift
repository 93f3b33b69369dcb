import Basics
import Quorum

/// Whether the network can do without this node, and whether the node can be left.
extension GateDesk {
  var quorum: Gate {
    guard settings.guardsQuorum else {
      return Gate(
        .quorum, .warning, "the quorum isn't guarded: quorum.guard is false",
        hint: "[chain.\(name).quorum] in agent.toml")
    }
    guard let sight = now.quorum else {
      return Gate(
        .quorum, soft(.blocked),
        "nobody knows whether the chain goes on without this node: its committee isn't known",
        hint: "the node or a peer tells it, or quorum.file in [chain.\(name).quorum]; "
          + "adnet-agent committee \(name); --accept-halt does it all the same")
    }
    let margin = sight.margin
    let members = sight.committee.members.count
    guard margin.own > 0 else {
      return Gate(.quorum, .passed, "this node isn't in the committee of \(members) validators")
    }
    guard margin.ownTakesPart else {
      return Gate(
        .quorum, .passed,
        "this node takes no part in consensus now, so nothing is taken from it\(absent(margin))")
    }
    let committee = sight.committee
    let rest =
      "without this node \(margin.othersCount) of \(members) validators take part, with "
      + "\(committee.percent(margin.others)) of the stake; more than 66.6 % is needed"
    guard !margin.mayGo else { return Gate(.quorum, .passed, rest) }
    let isNobodyMissing = margin.absent.isEmpty && margin.unknown == 0
    return Gate(
      .quorum, soft(.blocked), "the chain would halt: \(rest)\(absent(margin))",
      hint: isNobodyMissing
        ? "no committee like this can do without this node: every restart halts the chain; "
          + "--accept-halt does it all the same"
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
    if margin.unknown > 0 { words.append("; of \(margin.unknown) nobody knows") }
    return words.joined()
  }

  var chainAdvances: Gate {
    guard let health = now.health else {
      return Gate(.chainAdvances, .warning, "the node hasn't been looked at yet")
    }
    switch (health.network, health.state) {
    case (.flat, _), (_, .networkStalled):
      return Gate(
        .chainAdvances, soft(.blocked), "the chain stands still: \(health.networkReason)",
        hint: "a restart in a halted network can make it worse; --accept-halt does it all the same")
    case (.advancing, _):
      return Gate(.chainAdvances, .passed, health.networkReason)
    case (.unknown, .healthy), (.unknown, .degraded), (.unknown, .limited):
      return Gate(.chainAdvances, .passed, "this node's height advances")
    case (.unknown, _):
      return Gate(
        .chainAdvances, .warning,
        "nobody knows whether the network goes on: \(health.networkReason)")
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
        .inSync, state, "the node is still catching up: ledgers were damaged by stops in that",
        hint: "adnet-agent wait \(name) --until safe")
    case .starting where now.current.generation.map(sight.isReady) == true:
      return Gate(.inSync, .warning, "the node is up and hasn't answered yet")
    case .starting:
      return Gate(
        .inSync, state, "the node is still loading: \(now.health?.reason ?? "")",
        hint:
          "adnet-agent health \(name); adnet-agent stop \(name)\(sight.forAll) when it doesn't come up",
        clearsInMs: now.health?.readyInMs)
    case nil, .unknown:
      return Gate(.inSync, .warning, "nobody knows yet whether the node is in sync")
    case .healthy, .degraded, .limited, .faulty:
      return Gate(.inSync, .passed, "the node is in sync")
    case .stopped, .down, .hung, .stalled, .networkStalled, .forked, .needsUpgrade, .crashLoop,
      .notListening:
      return Gate(
        .inSync, .passed,
        "the node is \(now.health?.state.rawValue ?? "") and neither loads nor syncs")
    }
  }

  /// To the minute above ten of them.
  static func length(_ milliseconds: Int) -> String {
    let seconds = max(0, milliseconds / 1_000)
    return seconds < 600 ? "\(seconds) s" : "\(seconds / 60) min"
  }
}
