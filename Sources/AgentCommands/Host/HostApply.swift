import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct HostApply: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Apply the [host] settings of agent.toml and keep them applied.",
    discussion: """
      Afterwards the agent corrects drift, unless enforce = "report" in [host]. Nodes and \
      settings of others aren't touched.
      """)

  @Flag(name: .long, help: "Show what would change; exit with 3 if anything would.")
  var dryRun = false
  @Flag(name: .long, help: "Same as --dry-run.")
  var check = false
  @Flag(name: .long, help: "Return as soon as the work has started.")
  var noWait = false
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    if dryRun || check {
      return try HostPlanCommand.show(try place.client.host(), json: format.json)
    }
    let before = try place.client.applyHost()
    guard !noWait else {
      if format.json { return try Output.write(before) }
      return Terminal.output.write("the apply began; see it with: adnet-agent host status\n")
    }
    guard let after = try follow(since: before.work) else { return }
    if format.json {
      try Output.write(after)
    } else {
      Terminal.output.write(HostText.outcome(after))
    }
    if after.work?.failure != nil { throw CommandExit(code: .failed) }
    if !after.problems.isEmpty || !after.steps.isEmpty { throw CommandExit(code: .refused) }
  }

  /// The document when the work has ended; nil after Ctrl-C.
  private func follow(since old: HostDocument.Work?) throws(Failure) -> HostDocument? {
    let signals = try SignalFD.termination()
    let begin = Deadline(milliseconds: 15_000)
    var progress = HostProgress()
    while true {
      let document = try place.client.host()
      if let work = document.work, old?.isRunning == true || work.startedAt != old?.startedAt {
        progress.show(work)
        if work.endedAt != nil { return document }
        if !work.isRunning {
          throw Failure(
            .hostInterrupted, "the apply ended before its time",
            hint: "journalctl -u adnet-host.service; then: adnet-agent host apply")
        }
      } else if begin.isOver {
        throw Failure(
          .hostNotBegun, "the apply didn't begin",
          hint: "systemctl status adnet-host.service; journalctl -u adnet-host.service")
      }
      Clock.sleep(milliseconds: 200)
      if signals.next() != nil {
        progress.end()
        Terminal.words.write(
          "still running in the background; see adnet-agent host status\n")
        return nil
      }
    }
  }
}
