import ArgumentParser

struct HostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "host", abstract: "Keep this host's memory safe: swap, swappiness, OOM order.",
    subcommands: [HostStatus.self, HostPlanCommand.self, HostApply.self],
    defaultSubcommand: HostStatus.self)
}
