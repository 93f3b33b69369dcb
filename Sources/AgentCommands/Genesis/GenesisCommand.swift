import ArgumentParser

struct GenesisCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "genesis", abstract: "Check or write a genesis file.",
    subcommands: [GenesisCheckCommand.self, GenesisNewCommand.self])
}
