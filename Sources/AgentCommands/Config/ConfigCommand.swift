import ArgumentParser

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Check and apply /etc/adnet-agent/agent.toml.",
    subcommands: [ConfigCheck.self, ConfigApply.self, ConfigShow.self])
}
