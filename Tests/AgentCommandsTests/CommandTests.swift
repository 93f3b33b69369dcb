import Basics
import TestSupport
import Testing

@testable import AgentCommands

@Suite struct CommandTests {
  @Test func theHelpOfEveryCommand() throws {
    let pages = HelpPages.all(columns: 80).map(\.text)
    try #expect(Golden.matches(pages.joined(separator: "\n\n----\n\n") + "\n", "help.txt"))
  }

  @Test func theManualPage() throws {
    try #expect(Golden.matches(ManualPage.text, "adnet-agent.1"))
  }

  @Test(arguments: [
    ["frobnicate"], ["swap", "alpha"], ["swap", "Alpha", "1.0"], ["swap", "alpha", "../1.0"],
    ["status", "--jsno"], ["release", "add", "f", "--name", "x"],
    ["release", "add", "f", "--name", "x", "--version", "1", "--sha256", "abc"],
  ])
  func aWrongCommandLineEndsWith64(_ arguments: [String]) throws {
    #expect(CommandEntry.run(arguments) == ExitCode.usage.rawValue)
  }

  @Test(arguments: [
    ["status"], ["status", "--json"], ["swap", "alpha", "1.0"], ["stop", "alpha", "--json"],
    ["release", "list"], ["operation", "show"], ["config", "apply", "--dry-run"],
  ])
  func withoutTheAgentItEndsWith69(_ arguments: [String]) throws {
    let root = "/nonexistent"
    #expect(CommandEntry.run(arguments + ["--root", root]) == ExitCode.unreachable.rawValue)
  }

  @Test(arguments: [["--help"], ["swap", "--help"], ["--version"], ["version", "--root", "/x"]])
  func askingForHelpIsFine(_ arguments: [String]) throws {
    #expect(CommandEntry.run(arguments) == ExitCode.done.rawValue)
  }
}
