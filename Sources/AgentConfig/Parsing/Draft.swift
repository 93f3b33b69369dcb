import AgentCore
import HostSafety

/// A configuration while its files are read: it may still be wrong.
struct Draft: Sendable {
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
    // The default follows the ports, so that one can be switched off without a word about a unit that
    // may never be used.
    configuration.unified = unified
    if origins[KeyTable.unifiedCommand] == nil {
      configuration.unified.command = UnifiedSettings(configuration.orderedChains).command
    }
    return configuration
  }
}
