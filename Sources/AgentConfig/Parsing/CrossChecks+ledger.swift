import Basics

extension CrossChecks {
  /// The units that work on a ledger know one place for each program, whichever version runs.
  func ledgers(of chain: ShippedChain) -> [ConfigurationDiagnostic] {
    let settings = draft[chain].settings
    let command = settings.command
    return differing(
      chain, chain.node, command.ownFrom, from: settings.ownLedger, key: "path",
      place: settings.ownLedger(of:))
      + differing(
        chain, ProgramName.unified, command.unifiedFrom, from: settings.unifiedLedger,
        key: "adnet_path", place: settings.unifiedLedger(of:))
  }

  /// The process of all chains has to find each ledger where that of the chain alone left it.
  func ledgers(_ key: String, _ words: [String]) -> [ConfigurationDiagnostic] {
    let flags = words.map { $0.prefix { $0 != "=" } }.filter { $0.hasPrefix("--") }
    guard flags.contains(where: { $0.hasSuffix("storage") && !$0.hasSuffix("node-data-storage") })
    else { return [] }
    let configuration = draft.configuration(origins: [:])
    let program = ProgramName.unified
    let values = configuration.placeholderValues(program: program)
    let filled = words.compactMap { Template.fill($0, with: values) }
    return configuration.orderedChains.compactMap { chain in
      let place = chain.ledger(of: program)
      guard !filled.contains(where: { $0 == place || $0.hasSuffix("=\(place)") }) else {
        return nil
      }
      return problem(
        at: [key], "\(key) doesn't name the ledger of chain \(chain.name), \(place)",
        hint:
          "give \(key) and adnet in [chain.\(chain.name).command] the same storage path, or set "
          + "adnet_path in [chain.\(chain.name).ledger]")
    }
  }

  private func differing(
    _ chain: ShippedChain, _ program: String, _ versions: [VersionedArguments], from usual: String,
    key: String, place: ([String]) -> String
  ) -> [ConfigurationDiagnostic] {
    let command = "chain.\(chain.rawValue).command.\(program)"
    return versions.filter { place($0.arguments) != usual }.map { version in
      problem(
        at: ["\(command)@\(version.version)", command],
        "\(command)@\(version.version) has the ledger at \(place(version.arguments)), \(command) at "
          + usual,
        hint: "give both the same --storage or --ledger-storage, or set \(key) in "
          + "[chain.\(chain.rawValue).ledger]")
    }
  }
}
