import ArgumentParser

struct ReleaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release", abstract: "Manage releases of the node programs.",
    subcommands: [ReleaseAdd.self, ReleaseList.self, ReleaseVerify.self, ReleaseRemove.self])
}
