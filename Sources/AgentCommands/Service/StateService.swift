import AgentDaemon
import ArgumentParser
import LinuxSystem

struct StateService: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "state-work",
    abstract: "Write the agent's state for an older version (the package's prerm).",
    shouldDisplay: false)

  @Option(name: .customLong("for"), help: "The oldest version that reads it: 0.1.0 or 0.2.0.")
  var reader: String
  @OptionGroup var place: AgentLocation

  func run() throws {
    guard let reader = StateDowngrade.Reader(rawValue: reader) else {
      throw ValidationError("no version \(reader) reads another state than this one")
    }
    guard let path = try StateDowngrade.write(for: reader, place.paths) else { return }
    Terminal.output.write("\(path) written for \(reader.rawValue)\n")
  }
}
