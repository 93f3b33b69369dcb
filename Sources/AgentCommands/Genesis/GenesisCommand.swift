import ArgumentParser

struct GenesisCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "genesis", abstract: "Check who a network begins with.",
    subcommands: [GenesisCheckCommand.self])
}
