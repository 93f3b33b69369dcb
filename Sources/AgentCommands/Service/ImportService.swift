import ArgumentParser
import Basics
import LinuxSystem
import NodeImport

struct ImportService: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-work",
    abstract: "Continue an import from its last saved step (adnet-import@.service).",
    shouldDisplay: false)

  @Option(name: .long, help: "The chain.")
  var chain: ChainArgument
  @OptionGroup var place: AgentLocation

  func run() throws {
    let store = ImportStore(place.paths, chain.name)
    let lock = try store.lock()
    defer { withExtendedLifetime(lock) {} }
    let unit = try ImportUnit(chain.name)
    guard let record = try store.load() else { return try unit.settle() }
    guard !record.isOver else {
      // Cut off at its very end: what others may know of it has to go as well.
      try store.save(record)
      return try unit.settle()
    }
    let log = ImportLog(place.paths, chain.name)
    let survey = try ImportSurvey(chain.name, paths: place.paths, client: place.client)
    var run = ImportRun(record, survey, paths: place.paths, client: place.client) { line in
      Terminal.output.write(line + "\n")
      // Nobody may be following it, and a full disk is no reason to stop here.
      try? log.add(line)
    }
    try run.run()
    try unit.settle()
  }
}
