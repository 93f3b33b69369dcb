import ArgumentParser

struct OperationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operation", abstract: "See what was done, and what is under way.",
    subcommands: [OperationShow.self, OperationList.self])
}
