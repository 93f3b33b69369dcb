import ArgumentParser

struct HostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "host",
    abstract: "Keep this host's memory safe (swap, swappiness, OOM order), and drain it.",
    subcommands: [HostStatus.self, HostPlanCommand.self, HostApply.self, HostDrain.self],
    defaultSubcommand: HostStatus.self)
}
