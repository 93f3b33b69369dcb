import HostCore

/// A configuration while its files are read: it may still be wrong.
struct ConfigurationDraft: Sendable {
  var agent = AgentSettings()
  var host = HostSettings()
  var unified: UnifiedSettings
  var migration = MigrationSettings()
  private var chains: [ShippedChain: Chain]

  struct Chain: Sendable {
    var settings: ChainConfiguration
    var ports: [Port]

    subscript(port role: String) -> Port {
      get {
        ports.first { $0.settings.role == role }
          ?? Port(settings: PortConfiguration(role: role, address: "0.0.0.0", port: Port.missing))
      }
      set {
        if let index = ports.firstIndex(where: { $0.settings.role == role }) {
          ports[index] = newValue
        } else {
          ports.append(newValue)
        }
      }
    }
  }

  struct Port: Sendable {
    /// A role of the operator's own, whose number nobody has said yet.
    static let missing = 0

    var settings: PortConfiguration
    var isEnabled = true
  }

  init(_ configuration: Configuration = Configuration()) {
    agent = configuration.agent
    host = configuration.host
    unified = configuration.unified
    migration = configuration.migration
    chains = [:]
    for (name, settings) in configuration.chains {
      guard let chain = ShippedChain(name) else { continue }
      let ports =
        settings.ports.map { Port(settings: $0) }
        + settings.unusedPorts.map { Port(settings: $0, isEnabled: false) }
      chains[chain] = Chain(settings: settings, ports: ports)
    }
  }

  subscript(chain: ShippedChain) -> Chain {
    get { chains[chain] ?? Chain(settings: ChainConfiguration(of: chain), ports: []) }
    set { chains[chain] = newValue }
  }

  /// Completes what no file gives and follows from what files give.
  mutating func fillIn(besides origins: [String: Configuration.Origin]) {
    for chain in ShippedChain.allCases {
      let section = "chain.\(chain.rawValue).command"
      var command = self[chain].settings.command
      for (key, words) in [
        (chain.node, \ChainConfiguration.Command.own), ("adnet", \.unified),
      ] where origins["\(section).\(key)"] == nil {
        command[keyPath: words] = OptionWords.adding(
          command.additional, to: command[keyPath: words])
      }
      self[chain].settings.command = command
    }
    // It follows the ports, so that one can be switched off without a word about a unit that may never
    // be used.
    if origins[KeyTable.unifiedCommand] == nil {
      unified.command = UnifiedSettings(configuration(origins: [:]).orderedChains).command
    }
  }

  func configuration(origins: [String: Configuration.Origin]) -> Configuration {
    var configuration = Configuration()
    configuration.agent = agent
    configuration.host = host
    configuration.migration = migration
    configuration.origins = origins
    for (chain, draft) in chains {
      var settings = draft.settings
      settings.ports = draft.ports.filter(\.isEnabled).map(\.settings)
      settings.unusedPorts = draft.ports.filter { !$0.isEnabled }.map(\.settings)
      configuration.chains[chain.name] = settings
    }
    configuration.unified = unified
    return configuration
  }
}
