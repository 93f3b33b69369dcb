extension ProblemFinder {
  /// Peers that don't answer: nobody serves clients then while the node is away, and no node is healed.
  var ofPeers: [Problem] {
    guard state.desired == .running, !now.silentPeers.isEmpty else { return [] }
    let (silent, all) = (now.silentPeers, now.configuredPeers)
    guard silent.count < all else {
      return [
        problem(
          "peers_unreachable", .warning,
          "none of peers.urls answers (\(all)): clients get no answer while the node is away, and a "
            + "node that hangs isn't restarted",
          hint: "adnet-agent health \(chain) shows why; peers.urls in [chain.\(chain).peers]")
      ]
    }
    return [
      problem(
        "peer_unreachable", .notice,
        "\(silent.count) of \(all) peers don't answer: \(silent.joined(separator: ", "))",
        hint: "adnet-agent health \(chain) shows why; peers.urls in [chain.\(chain).peers]")
    ]
  }

  /// Somebody else runs the chain's program. Before its first release, it is what may be taken over.
  var secondProcesses: [Problem] {
    // Before an import, or after it was undone, it is the chain's only one.
    let isOnly = owner == nil || state.desired == .stopped && !state.enabled
    return now.secondProcesses.map { second in
      problem(
        "second_process", isOnly ? .notice : .critical,
        isOnly
          ? "\(second.words) runs the chain's program, and isn't of this package"
          : "\(second.words) runs beside the chain's own node: a validator with two processes is a "
            + "danger for its chain",
        hint: (isOnly ? "adnet-agent import \(chain) takes it over; else " : "")
          + "see what started it (systemctl status \(second.process)), and end that")
    }
  }

  /// Where the node should listen somebody else does.
  var strangers: [Problem] {
    now.strangers.map { stranger in
      problem(
        "port_foreign", state.desired == .running ? .critical : .warning,
        "port \(stranger.port) (\(stranger.role)) is held by \(stranger.name)",
        hint: "ss -ltnp 'sport = :\(stranger.port)'; "
          // Before its first release, it may be the node that is to be taken over.
          + (owner == nil
            ? "adnet-agent import \(chain) takes over a node that runs already; else " : "")
          + "stop it, or give the chain another port")
    }
  }
}
