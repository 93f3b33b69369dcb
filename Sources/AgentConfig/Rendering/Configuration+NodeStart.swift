public import Basics

extension Configuration {
  /// The settings that a node of this release is started with in this unit, from the configuration; nil
  /// for a unit without a node.
  public func start(_ unit: String, release: ReleaseID) -> NodeStart? {
    start(unit, program: release.program, version: release.version)
  }

  /// - Parameter version: nil where no release is known: arguments for any.
  func start(_ unit: String, program: String? = nil, version: String? = nil) -> NodeStart? {
    guard let chain = orderedChains.first(where: { $0.units.owners.contains(unit) }) else {
      return nil
    }
    let program = program ?? chain.program(of: unit) ?? chain.program
    guard unit != chain.units.shared else { return shared(program, version) }
    let isOwn = unit == chain.units.own
    let values = chain.placeholderValues(program: program, home: Paths().nodeHome(chain.name))
    var start = NodeStart()
    start.chains = [NodeStart.Chain(name: chain.name, ports: chain.ports)]
    start.take(chain)
    let command = chain.command
    let arguments =
      version.map { isOwn ? command.own(for: $0) : command.unified(for: $0) }
      ?? (isOwn ? command.own : command.unified)
    start.arguments = Template.fill(words: arguments, with: values)
    start.environment = chain.environment.compactMap { Template.fill($0, with: values) }
    return start
  }

  /// One process is as good for each chain as one of its own: the sum of what it may use, otherwise the
  /// larger value. The account is that of the first, as there is but one.
  private func shared(_ program: String, _ version: String?) -> NodeStart? {
    let chains = orderedChains
    guard var needs = chains.first else { return nil }
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
    needs.limits.memoryHigh = Self.sum(chains.map(\.limits.memoryHigh))
    let values = placeholderValues(program: program)
    var start = NodeStart()
    start.chains = chains.map { NodeStart.Chain(name: $0.name, ports: $0.ports) }
    start.take(needs)
    let arguments = version.map { unified.command(for: $0) } ?? unified.command
    start.arguments = Template.fill(words: arguments, with: values)
    start.environment = unified.environment.compactMap { Template.fill($0, with: values) }
    return start
  }

  /// Empty where it can't be said in one unit, or a chain has no limit.
  private static func sum(_ limits: [String]) -> String {
    let shares = limits.compactMap { $0.hasSuffix("%") ? Int($0.dropLast()) : nil }
    if shares.count == limits.count { return "\(min(100, shares.reduce(0, +)))%" }
    // More than a host has is as good as no limit, and doesn't overflow.
    let amounts = limits.compactMap { ByteText.bytes($0) ?? Int($0) }.map { min($0, 1 << 50) }
    return amounts.count == limits.count ? ByteText.text(amounts.reduce(0, +)) : ""
  }
}

extension NodeStart {
  /// All but ports, environment and arguments.
  fileprivate mutating func take(_ chain: ChainConfiguration) {
    stopGrace = chain.timeouts.stopMilliseconds / 1_000
    startGrace = chain.timeouts.startGraceMilliseconds / 1_000
    backoffFirst = chain.restart.backoffFirstMilliseconds
    backoffCap = chain.restart.backoffCapMilliseconds / 1_000
    stable = chain.restart.stableMilliseconds / 1_000
    user = chain.user
    openFiles = chain.limits.openFiles
    tasks = chain.limits.tasks
    memoryHigh = chain.limits.memoryHigh
  }
}
