import ArgumentParser

struct ChainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chain", abstract: "Choose which chains this host serves.",
    subcommands: [Enable.self, Disable.self])
}
