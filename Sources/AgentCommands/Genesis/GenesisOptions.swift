import AgentConfig
import ArgumentParser
import Basics
import OnDisk

/// The options about the network that both commands have.
struct GenesisOptions: ParsableArguments {
  @Option(name: .long, help: "The chain of the genesis. Default: ports of any chain are accepted.")
  var chain: ChainArgument?
  @Option(name: .long, help: "The network's address prefix, before the 1.")
  var prefix = PrefixArgument.aleo
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  /// As they are configured here, else as the package ships them.
  var ports: [GenesisCheck.ChainPort] {
    // A genesis is also checked where there is no agent, and where its configuration is broken.
    let configuration = (try? ConfigurationFiles.require(place.paths)) ?? Configuration()
    return configuration.orderedChains.flatMap { chain in
      chain.ports.map {
        GenesisCheck.ChainPort(chain: chain.name.text, role: $0.role, port: $0.port)
      }
    }
  }
}

/// The prefix of addresses: lowercase letters.
struct PrefixArgument: ExpressibleByArgument, CustomStringConvertible {
  static let aleo = PrefixArgument(text: "aleo")

  let text: String

  private init(text: String) { self.text = text }

  init?(argument: String) {
    guard (1...20).contains(argument.utf8.count),
      argument.utf8.allSatisfy({ (0x61...0x7a).contains($0) })
    else { return nil }
    text = argument
  }

  var description: String { text }
  static var defaultCompletionKind: CompletionKind { .list(["aleo"]) }
}

/// A format on the command line.
struct FormatArgument: ExpressibleByArgument {
  let format: GenesisFormat

  init?(argument: String) {
    guard let format = GenesisFormat(rawValue: argument) else { return nil }
    self.format = format
  }

  static var allValueStrings: [String] { GenesisFormat.allCases.map(\.rawValue) }
  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}
