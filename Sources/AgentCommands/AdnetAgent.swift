import AgentDaemon
import ArgumentParser
import Basics
import LinuxSystem

/// The command `adnet-agent`. Every command below it names itself: the parser's way to make names
/// out of types costs a tenth of a start.
struct AdnetAgent: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adnet-agent",
    abstract:
      "Runs this host's blockchain nodes and updates them without a failed request.",
    version: "adnet-agent \(AgentVersion.text)",
    groupedSubcommands: [
      CommandGroup(
        name: "Information",
        subcommands: [
          Status.self, HealthCommand.self, Why.self, PlanCommand.self, CommitteeCommand.self,
          Wait.self, OperationCommand.self, Explain.self, Version.self,
        ]),
      CommandGroup(
        name: "Chain",
        subcommands: [
          Start.self, Stop.self, Restart.self, Swap.self, Rollback.self, Drain.self,
          Undrain.self, ChainCommand.self, MigrateCommand.self,
        ]),
      CommandGroup(
        name: "Setup",
        subcommands: [
          ReleaseCommand.self, ConfigCommand.self, GenesisCommand.self, HostCommand.self,
          AccountCommand.self, DoctorCommand.self, ProbeCommand.self, ImportCommand.self,
        ]),
      CommandGroup(
        name: "Services",
        subcommands: [
          Run.self, DoorService.self, HostWorkService.self, HomeService.self, ImportService.self,
          RelayService.self,
          AdoptionService.self,
          LedgerService.self, StateService.self,
          Manual.self,
        ]),
    ])
}
