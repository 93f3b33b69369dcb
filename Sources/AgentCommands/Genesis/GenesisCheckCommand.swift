import AgentConfig
import AgentCore
import ArgumentParser
import ConfigurationFiles
import ControlModel
import Genesis
import LinuxSystem

struct GenesisCheckCommand: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check a genesis file, and say how many validators may fail.",
    discussion: """
      TOML, JSON or YAML; docs/genesis.md has the form with an example. Ports are compared with \
      those of this host's configuration. Ends with 3 when there is an error in it.
      """)

  @Argument(help: "The file.", completion: .file()) var file: String
  @Option(name: .long, help: "Whose genesis it is; otherwise either chain's ports are right.")
  var chain: ChainArgument?
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  func run() throws {
    let text = try File.text(file, limit: 16 * 1024 * 1024)
    let reader = GenesisReader(text, format: GenesisFormat(name: file, text: text))
    let found =
      reader.findings
      + GenesisCheck.findings(
        reader.genesis, ports: ports(), chain: chain?.name.text)
    let document = GenesisDocument(
      file: file, reader.genesis, found, chain: chain?.name)
    try Answer.show(document, json: format.json) { _, paint in
      GenesisText.render(document, paint: paint)
    }
    if !document.isValid { throw Ending(code: .refused) }
  }

  /// As they are configured here, else as the package ships them.
  private func ports() -> [GenesisCheck.ChainPort] {
    // A genesis is also checked where there is no agent, and where its configuration is broken.
    let configuration = (try? ConfigurationFiles.require(place.paths)) ?? Configuration()
    return configuration.orderedChains.flatMap { chain in
      chain.ports.map {
        GenesisCheck.ChainPort(chain: chain.name.text, role: $0.role, port: $0.port)
      }
    }
  }
}
