import AgentConfig
import ArgumentParser
import ConfigurationFiles
import LinuxSystem

struct ConfigShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show every setting as it is in the files, with the defaults.",
    discussion: "Works without the agent.")

  @OptionGroup var place: Place

  func run() throws {
    Terminal.output.write(try ConfigurationFiles.require(place.paths).rendered())
  }
}
