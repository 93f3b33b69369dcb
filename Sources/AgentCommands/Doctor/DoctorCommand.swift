import AgentConfig
import ArgumentParser
import Basics
import HostCore
import HostTuning
import LinuxSystem
import OnDisk

struct DoctorCommand: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check this server against a validator's requirements.",
    discussion: "Exits with 3 if a check fails. Works without the agent; root sees more.")

  @Flag(name: .long, help: "Check for one unified node instead of two: 16 cores, 64 GB, 1 TB.")
  var unified = false
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    let desired = try ConfigurationFiles.require(place.paths)
    let chains = desired.orderedChains
    let profile: ServerProfile = unified ? .unified : .separate
    let reader = ServerReader(
      ports: chains.flatMap { chain in
        chain.ports.map {
          ServerReader.Port(
            name: "\(chain.name) \($0.role)", port: $0.port, user: chain.user, isHeld: $0.isHeld,
            udpAddress: $0.udp == .wanted ? $0.address : nil)
        }
      },
      homes: chains.map { Paths().nodeHome($0.name) }, nodeUnits: desired.nodeUnits,
      paths: HostPaths(root: place.paths.root))
    let checks = Doctor(
      reader.look(), profile: profile, threads: chains.reduce(0) { $0 + $1.limits.tasks },
      descriptors: chains.map(\.limits.openFiles).max() ?? 0
    ).examine()
    let document = DoctorDocument(profile: profile.name, checks: checks)
    if format.json {
      try Output.write(document)
    } else {
      Terminal.output.write(
        DoctorText.render(
          document, width: Terminal.output.width ?? 120, colours: Terminal.output.hasColours))
    }
    if checks.contains(where: { $0.verdict == .bad }) { throw CommandExit(code: .refused) }
  }
}
