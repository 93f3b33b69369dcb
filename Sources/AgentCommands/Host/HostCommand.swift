import ArgumentParser

struct HostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "host",
    abstract: "Manage swap space, swappiness and OOM priority, and drain the host.",
    subcommands: [HostStatus.self, HostPlanCommand.self, HostApply.self, HostDrain.self],
    defaultSubcommand: HostStatus.self)
}
