extension KeyTable {
  /// The dotted path of the arguments in `[unified]`.
  static let unifiedCommand = "unified.command"

  static let unified = KeySection(
    path: ["unified"],
    meaning:
      "One process for all chains: the unified binary in adnet.service. Its other settings come from the chains: ports and their sockets, the sum of tasks and memory, otherwise the larger value.",
    keys: [
      .arguments(
        "command", ConfigurationDraftField.unified.at(\.command),
        from: ConfigurationDraftField.unified.at(\.commandFrom),
        #"The arguments of adnet.service; "command@1.1" = […] has those for version 1.1 of adnet and later. Placeholders: {program}, and for each chain {CHAIN.home} {CHAIN.ROLE.address} {CHAIN.ROLE.port} {CHAIN.ROLE.endpoint}. The options of adnet's dual mode aren't published yet: the default is a guess, with the --delta-… options of our stand-in for a node; replace it by the real options. It leaves out disabled ports."#
      ),
      .texts(
        "environment", ConfigurationDraftField.unified.at(\.environment), 0...64,
        kind: #"array of "NAME=VALUE""#,
        distinct: true, "Environment variables of adnet.service; placeholders as in command.",
        rule: TextRules.variable),
    ])
}
