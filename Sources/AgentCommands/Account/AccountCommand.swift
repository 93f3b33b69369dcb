import ArgumentParser

struct AccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Change the account that nodes run as.",
    subcommands: [AccountMove.self])
}
