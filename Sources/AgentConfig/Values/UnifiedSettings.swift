/// The section `[unified]`: one process for all chains, in adnet.service.
public struct UnifiedSettings: Hashable, Sendable {
  /// The node's arguments, still with their placeholders.
  public var command: [String]
  /// Instead of it from a version of the unified program on, sorted by it.
  public var commandFrom: [VersionedArguments] = []
  /// `NAME=VALUE` for adnet.service, still with their placeholders.
  public var environment: [String] = []

  /// With the default arguments: the first chain's options have no prefix. A port that is switched off
  /// has none.
  init(_ chains: [ChainConfiguration]) {
    command = ["run", "--mode", "dual"]
    for (index, chain) in chains.enumerated() {
      let prefix = index == 0 ? "--" : "--\(chain.name)-"
      func option(_ name: String, _ role: String) -> [String] {
        chain.port(role).map { _ in [prefix + name, "{\(chain.name).\(role).endpoint}"] } ?? []
      }
      // The key comes from a file: everyone on the host can read a command line.
      command += [prefix + "private-key-file", "{\(chain.name).home}/validator.key"]
      command += option("node", "p2p") + option("bft", "bft")
      if index == 0, chain.port("metrics") != nil { command.append("--metrics") }
      command += option("metrics-ip", "metrics") + option("rest", "rest") + option("ws", "ws")
      // Explicit, since there is but one HOME; the same as for the process of this chain alone.
      command += [
        prefix + "storage", Template.forShared(chain.unifiedLedger, of: chain),
      ]
    }
    command = OptionWords.adding(
      Configuration.sharedArguments(chains).words, to: command + ChainConfiguration.quiet)
  }
}
