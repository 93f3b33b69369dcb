import AgentCore

extension KeyTable {
  /// The dotted path of the one key of `[unified]`.
  static let unifiedCommand = "unified.command"

  static let unified = KeySection(
    path: ["unified"],
    meaning:
      "One process for all chains: the unified binary in adnet.service. Everything else it takes from the chains: ports and their sockets, the sum of tasks and memory, otherwise the larger value.",
    keys: [
      .texts(
        "command", Place.unified.at(\.command), 0...200, kind: "array of strings", distinct: false,
        "The arguments of adnet.service. Placeholders: {program}, and for each chain {CHAIN.home} {CHAIN.ROLE.address} {CHAIN.ROLE.port} {CHAIN.ROLE.endpoint}. The options of adnet's dual mode aren't published yet: the default is a guess that has to be corrected by what adnet takes, with --delta-… as our stand-in for a node has them. It leaves out ports that are switched off.",
        rule: TextRules.argument)
    ])
}
