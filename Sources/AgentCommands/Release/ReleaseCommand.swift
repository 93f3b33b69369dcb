import ArgumentParser

struct ReleaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "Add and remove releases of the nodes' programs.",
    subcommands: [ReleaseAdd.self, ReleaseList.self, ReleaseVerify.self, ReleaseRemove.self])
}
