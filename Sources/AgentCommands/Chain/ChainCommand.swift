import ArgumentParser

struct ChainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chain", abstract: "Enable and disable chains on this host.",
    subcommands: [Enable.self, Disable.self])
}
