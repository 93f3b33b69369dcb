import AgentConfig
import ArgumentParser
import Basics
import ControlModel
import LinuxSystem
import OnDisk

struct ConfigCheck: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Report every configuration error with file and line.",
    discussion: """
      Works without the agent and changes nothing. As root, also checks that the agent's account \
      can read the files.
      """)

  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    let (_, problems) = try ConfigurationFiles.check(place.paths)
    let document = ConfigurationProblems(
      problems: problems.map(ConfigurationProblem.init))
    if format.json {
      try Output.write(document)
    } else {
      Terminal.output.write(ConfigText.render(document))
    }
    if !problems.isEmpty { throw CommandExit(code: .invalid) }
  }
}

extension ConfigurationProblem {
  init(_ problem: ConfigurationDiagnostic) {
    self.init(file: problem.file, line: problem.line, text: problem.text, hint: problem.hint)
  }
}
