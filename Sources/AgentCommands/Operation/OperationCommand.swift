import ArgumentParser

struct OperationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operation", abstract: "Show past and running operations.",
    subcommands: [OperationShow.self, OperationList.self])
}
