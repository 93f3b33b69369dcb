public import Basics

/// An operator's next steps on a host where no chain has run yet: commands, in their order.
public enum NextSteps {
  /// - Parameters:
  ///   - chains: those that are configured, with what is remembered of each and who owns it.
  ///   - releases: those that are installed.
  public static func derive(
    _ chains: [(chain: ChainName, state: ChainState, owner: Generation?)], releases: [ReleaseID]
  ) -> [String] {
    guard let first = chains.first else {
      return ["[chain.NAME] in /etc/adnet-agent/agent.toml, then \(configure)"]
    }
    // Where one ran already, whoever stopped or disabled it knows the next step.
    guard chains.allSatisfy({ $0.owner == nil && $0.state.operation == nil }) else { return [] }
    let enabled = chains.filter(\.state.enabled).map(\.chain)
    var steps: [String] = []
    if enabled.isEmpty {
      steps.append("/etc/adnet-agent/agent.toml, then \(configure)")
      steps.append(
        "adnet-agent import \(first.chain) --from-unit UNIT, if a node is already running; otherwise"
      )
    }
    if releases.isEmpty {
      steps.append("adnet-agent release add FILE --name PROGRAM --version VERSION")
    }
    if enabled.isEmpty { steps.append("adnet-agent chain enable \(first.chain)") }
    let version = releases.count == 1 ? releases[0].version : "VERSION"
    return steps
      + (enabled.isEmpty ? [first.chain] : enabled).map { "adnet-agent swap \($0) \(version)" }
  }

  private static let configure = "adnet-agent config check && adnet-agent config apply"
}
