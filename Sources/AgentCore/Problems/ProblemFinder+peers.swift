import Basics

extension ProblemFinder {
  /// Peers that don't answer: nobody serves clients then while the node is down, and no node is healed.
  var ofPeers: [Problem] {
    guard state.desired == .running, !now.silentPeers.isEmpty else { return [] }
    let (silent, all) = (now.silentPeers, now.configuredPeers)
    guard silent.count < all else {
      return [
        problem(
          .peersUnreachable, .warning,
          "none of peers.urls answers (\(all)): clients get no answer while the node is down, and a "
            + "node that hangs isn't restarted",
          hint: "adnet-agent health \(chain) shows why; peers.urls in [chain.\(chain)]")
      ]
    }
    return [
      problem(
        .peerUnreachable, .notice,
        "\(silent.count) of \(all) peers don't answer: \(silent.joined(separator: ", "))",
        hint: "adnet-agent health \(chain) shows why; peers.urls in [chain.\(chain)]")
    ]
  }

  /// Processes of somebody else that run the chain's program. Before its first release, they may be
  /// taken over.
  var secondProcesses: [Problem] {
    now.secondProcesses.map { second in
      problem(
        .secondProcess, isGivenAway ? .notice : .critical,
        isGivenAway
          ? "\(second.words) runs the chain's program and isn't managed by adnet-agent"
          : "\(second.words) runs alongside the chain's own node: a validator that runs twice "
            + "endangers its chain",
        hint: (isGivenAway ? "\(importing(second.unit)) imports it; otherwise " : "")
          + "find what started it (systemctl status \(second.process)) and stop it")
    }
  }

  /// Ports of the node where somebody else listens.
  var foreignListeners: [Problem] {
    now.foreignListeners.map { listener in
      let held = "port \(listener.port) (\(listener.role)) is held by \(listener.name)"
      if isGivenAway, let node = now.secondProcesses.first(where: listener.isOf) {
        return problem(
          .portForeign, .notice, "\(held): it runs the chain's program, \(node.program)",
          hint: "\(importing(node.unit)) imports it; otherwise leave the chain stopped while it "
            + "runs")
      }
      return problem(
        .portForeign, state.desired == .running ? .critical : .warning, held,
        hint: "ss -ltnp 'sport = :\(listener.port)'; "
          // Before its first release, it may be the node that is to be taken over.
          + (owner == nil
            ? importing(listener.name.prefix { $0 != " " })
              + " imports a node that is already running; otherwise "
            : "")
          + "stop it, or give the chain another port")
    }
  }

  /// Before an import, or after it was undone: whoever runs the program is the chain's only node.
  private var isGivenAway: Bool { owner == nil || state.desired == .stopped && !state.enabled }

  /// The command that takes over what runs in a unit, as far as that is a service's.
  private func importing(_ unit: some StringProtocol) -> String {
    "adnet-agent import \(chain)" + (unit.hasSuffix(".service") ? " --from-unit \(unit)" : "")
  }
}

extension ForeignListener {
  fileprivate func isOf(_ second: SecondProcess) -> Bool { name.hasPrefix("\(second.unit) (") }
}
