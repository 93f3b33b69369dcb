import ArgumentParser
import Basics
import Ledger
import LinuxSystem

struct LedgerService: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger-work",
    abstract: "Work on a chain's ledger while no node has it (adnet-ledger@.service).",
    shouldDisplay: false)

  @Argument(help: "One of a chain's works, such as backup (LedgerWork).")
  var work: String
  @Option(name: .long, help: "The chain.")
  var chain: ChainArgument
  @Option(name: .long, help: "The chain's own program.")
  var program: String
  @Option(name: .long, help: "Where that has the ledger.")
  var own: String
  @Option(name: .long, help: "Where the unified program has it.")
  var unified: String
  @Option(name: .long, help: "A pattern of names that a backup leaves out.")
  var exclude: [String] = []
  @Option(name: .long, help: "How many bytes a backup may copy.")
  var copyLimit: Int64 = 1 << 30
  @OptionGroup var place: AgentLocation
  @Argument(parsing: .postTerminator, help: "The unified program's arguments for a conversion.")
  var conversion: [String] = []

  func run() throws {
    guard let work = LedgerWork(rawValue: work) else {
      throw ValidationError("there is no work \(work)")
    }
    let job = LedgerJob(
      chain: chain.name, places: LedgerPlaces(program: program, own: own, unified: unified),
      excluded: exclude, copyLimit: copyLimit, conversion: conversion, paths: place.paths
    ) { line in
      Terminal.output.write(line + "\n")
      Self.tell(line)
    }
    var hasRecord = true
    do throws(Failure) {
      guard work == .record || work == .resume else { return try job.run(work) }
      hasRecord = try job.hasRecord(for: work)
    } catch {
      Self.tell(error.reason + (error.hint.map { " (\($0))" } ?? ""))
      throw error
    }
    guard hasRecord else { throw ArgumentParser.ExitCode(RecordSeen.noneExit) }
  }

  /// The agent tells of it, and `systemctl status`. Without a service manager nobody listens.
  private static func tell(_ words: String) { try? ServiceNotice.send(.status(words)) }
}
