import AgentCore

extension UnitOverrides {
  /// The unit whose one process is the node of all chains.
  static func shared(_ configuration: Configuration) -> [UnitOverride] {
    let chains = configuration.orderedChains
    guard let first = chains.first else { return [] }
    let unit = first.units.shared
    let program = first.program(of: unit) ?? first.program
    let identity = "--unit \(unit) --program \(program)"
    let values = configuration.placeholderValues(program: program)
    let ports = chains.flatMap { ["--chain \($0.name)"] + $0.ports.map(portOption) }
    return [
      node(
        unit, needs: needs(chains, first), sockets: chains.flatMap(\.units.sockets),
        host: configuration.host, start: ["\(supervisor) run \(identity)"] + ports,
        stop: identity + chains.map { " --chain \($0.name)" }.joined(),
        arguments: configuration.unified.command.map { Template.fill($0, with: values) })
    ]
  }

  /// What the process needs to be as good for each chain as one of its own. The account is that of the
  /// first: there is but one.
  private static func needs(
    _ chains: [ChainConfiguration], _ first: ChainConfiguration
  ) -> ChainConfiguration {
    var needs = first
    func longest(_ time: WritableKeyPath<ChainConfiguration, Int>) {
      needs[keyPath: time] = chains.map { $0[keyPath: time] }.max() ?? 0
    }
    longest(\.timeouts.stopMilliseconds)
    longest(\.timeouts.startGraceMilliseconds)
    longest(\.restart.backoffFirstMilliseconds)
    longest(\.restart.backoffCapMilliseconds)
    longest(\.restart.stableMilliseconds)
    longest(\.limits.openFiles)
    needs.limits.tasks = chains.map(\.limits.tasks).reduce(0, +)
    needs.limits.memoryHigh = memoryHigh(chains.map(\.limits.memoryHigh))
    return needs
  }

  /// The sum; empty where it can't be said in one unit, or a chain has no limit.
  private static func memoryHigh(_ limits: [String]) -> String {
    let shares = limits.compactMap { $0.hasSuffix("%") ? Int($0.dropLast()) : nil }
    if shares.count == limits.count { return "\(min(100, shares.reduce(0, +)))%" }
    // More than a host has is as good as no limit, and doesn't overflow.
    let amounts = limits.compactMap { ByteText.bytes($0) ?? Int($0) }.map { min($0, 1 << 50) }
    return amounts.count == limits.count ? ByteText.text(amounts.reduce(0, +)) : ""
  }
}
