import AgentConfig
import AgentDaemon
import ArgumentParser
import Basics
import LinuxSystem
import OnDisk

struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe", abstract: "Test how a node is queried.",
    subcommands: [ProbeTry.self])
}

struct ProbeTry: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "try", abstract: "Query a chain's node once and show what each query gets.",
    discussion: """
      Uses agent.toml as it is now, also before "config apply": [chain.CHAIN.probe] describes the queries. \
      Exits with 3 if the height, or "ready", has no answer. Works without the agent.
      """)

  @Argument(help: "The chain, such as alpha.") var chain: ChainArgument
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    let configuration = try ConfigurationFiles.require(place.paths)
    guard let settings = configuration.chains[chain.name] else {
      throw Failure.noChain(chain.name, among: configuration.chains.keys)
    }
    let answers = ProbeTrial.run(settings)
    let document = ProbeTryDocument(
      chain: chain.name, queries: answers.map(ProbeTryDocument.Query.init))
    try Output.show(document, json: format.json) { _, paint in ProbeTryText.text(document, paint) }
    if answers.contains(where: { $0.isNeeded && $0.value == nil }) {
      throw CommandExit(code: .refused)
    }
  }
}
