import ArgumentParser
import LinuxSystem

struct Manual: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the manual page adnet-agent(1), for packaging.",
    shouldDisplay: false)

  func run() throws { Terminal.output.write(ManualPage.text) }
}
