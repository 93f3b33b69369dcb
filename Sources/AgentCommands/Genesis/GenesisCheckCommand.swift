import AgentConfig
import ArgumentParser
import Basics
import LinuxSystem

struct GenesisCheckCommand: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check a genesis file.",
    discussion: """
      Checks addresses, stakes, peers and ports (against this host's configuration), and shows \
      how many validators may be down. Reads TOML, JSON and YAML; the format is described in \
      /usr/share/doc/adnet-agent/genesis.md. Exits with 3 if there is an error.
      """)

  @Argument(help: "The file.", completion: .file()) var file: String
  @OptionGroup var options: GenesisOptions

  var format: Format { options.format }

  func run() throws {
    let text = try File.text(file, limit: 16 * 1024 * 1024)
    let reader = GenesisReader(
      text, format: GenesisFormat(name: file, text: text), prefix: options.prefix.text)
    let found = GenesisCheck.findings(
      reader.genesis, reader.findings, ports: options.ports, chain: options.chain?.name.text)
    let document = GenesisDocument(
      file: file, reader.genesis, found, chain: options.chain?.name)
    try Output.show(document, json: format.json) { _, paint in
      GenesisText.check(document, paint: paint)
    }
    if !document.isValid { throw CommandExit(code: .refused) }
  }
}
