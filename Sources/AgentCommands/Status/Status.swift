import AgentCore
import AgentDaemon
import ArgumentParser
import ControlAPI
import ControlModel
import ForeignNodes
import ImportWork
import LinuxSystem

struct Status: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show the chains of this host, their nodes, ports and problems.",
    discussion: "Without the agent it shows what can be seen without it, and ends with 69.")

  @OptionGroup var format: Format
  @OptionGroup var place: Place

  func run() throws {
    do throws(Failure) {
      try show(try place.client.status())
    } catch {
      guard error.exit == .unreachable else { throw error }
      Terminal.words.write("adnet-agent: \(error)\n")
      try show(UnattendedHost(place.paths).status())
      throw Ending(code: .unreachable)
    }
  }

  private func show(_ answer: StatusDocument) throws(Failure) {
    var document = answer
    document.problems = Problems.worstFirst(document.problems + imports(document))
    if format.json { return try Answer.write(document) }
    let text = StatusText.render(
      document, width: Terminal.output.width ?? 120,
      now: Timestamp(unixMilliseconds: Clock.unixMilliseconds()),
      colours: Terminal.output.hasColours)
    Terminal.output.write(text)
  }

  /// Their records are for root alone: nobody else is told, the agent neither.
  private func imports(_ document: StatusDocument) -> [Problem] {
    document.chains.compactMap { chain in
      let record = (try? ImportStore(place.paths, chain.chain).load()) ?? nil
      return record?.problem(of: chain.chain)
    }
  }
}
