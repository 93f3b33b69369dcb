import AgentConfig
import ArgumentParser
import LinuxSystem
import OnDisk

struct ConfigShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show every setting, including defaults.",
    discussion: "Works without the agent.")

  @OptionGroup var place: AgentLocation

  func run() throws {
    var configuration = try ConfigurationFiles.require(place.paths)
    for name in configuration.chains.keys {
      configuration.chains[name]?.command.hideSecrets()
    }
    configuration.unified.command = Secrets.hidden(configuration.unified.command)
    Terminal.output.write(configuration.rendered())
  }
}

extension ChainConfiguration.Command {
  /// The output is shown around.
  fileprivate mutating func hideSecrets() {
    own = Secrets.hidden(own)
    unified = Secrets.hidden(unified)
    additional = Secrets.hidden(additional)
    for index in ownFrom.indices {
      ownFrom[index].arguments = Secrets.hidden(ownFrom[index].arguments)
    }
    for index in unifiedFrom.indices {
      unifiedFrom[index].arguments = Secrets.hidden(unifiedFrom[index].arguments)
    }
  }
}
