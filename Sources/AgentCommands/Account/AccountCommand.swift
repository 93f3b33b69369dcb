import ArgumentParser

struct AccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Change the account of the nodes.",
    subcommands: [AccountMove.self])
}
