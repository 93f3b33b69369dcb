import Basics
import ControlModel
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

  @Test func aKindIsExplained() throws {
    #expect(CommandEntry.run(["explain", "gate_quorum"]) == ExitCode.done.rawValue)
    #expect(CommandEntry.run(["explain", "crash_loop", "--json"]) == ExitCode.done.rawValue)
    #expect(CommandEntry.run(["explain", "--list"]) == ExitCode.done.rawValue)
    #expect(CommandEntry.run(["explain", "gate_qorum"]) == ExitCode.usage.rawValue)
    #expect(CommandEntry.run(["explain"]) == ExitCode.usage.rawValue)
    #expect(CommandEntry.run(["explain", "busy", "--list"]) == ExitCode.usage.rawValue)
    #expect(Explain.near("gate_qorum").first == "gate_quorum")
    #expect(Explain.near("oom").contains("node_oom_killed"))
    #expect(Explain.near("frobnicate").isEmpty)
  }

  @Test func whatOfAKindIsExplained() throws {
    let both = try #require(KindDocument("no_release"))
    let text = KindText.text(both)
    #expect(text.contains("failure no_release: "))
    #expect(text.contains("exit code 3, HTTP status 409"))
    #expect(text.contains("problem no_release: "))
    #expect(text.contains("what to do: adnet-agent swap CHAIN VERSION"))
    #expect(KindDocument("of_the_future") == nil)
    #expect(KindDocument("already_running")?.failure?.httpStatus == 200)
    #expect(KindDocument("lock_unknown")?.failure?.httpStatus == 409)
    #expect(KindListDocument().kinds.map(\.kind) == KindDocument.words)
  }

  @Test(arguments: [["--help"], ["swap", "--help"], ["--version"], ["version", "--root", "/x"]])
  func askingForHelpIsFine(_ arguments: [String]) throws {
    #expect(CommandEntry.run(arguments) == ExitCode.done.rawValue)
  }
}
