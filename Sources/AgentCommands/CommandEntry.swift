import ArgumentParser
import Basics
import LinuxSystem

/// The way into the command line.
public enum CommandEntry {
  /// Runs what the arguments say and returns the exit code.
  public static func run(_ arguments: [String]) -> Int32 {
    do {
      var command = try AdnetAgent.parseAsRoot(arguments)
      do {
        try command.run()
        return Basics.ExitCode.done.rawValue
      } catch let failure as Failure {
        return report(failure, asJSON: (command as? any AnswersInJSON)?.format.json ?? false)
      } catch let exit as CommandExit {
        return exit.code.rawValue
      }
    } catch {
      let code = AdnetAgent.exitCode(for: error).rawValue
      let message = AdnetAgent.fullMessage(for: error)
      if code == Basics.ExitCode.usage.rawValue, arguments.contains("--json") {
        let why = AdnetAgent.message(for: error).split(separator: "\n").first ?? ""
        Output.write(Failure(.commandLine, "cannot run the command: \(why)"))
      }
      if !message.isEmpty { (code == 0 ? Terminal.output : .words).write(message + "\n") }
      // The parser has one code of its own, and it is ours for the same.
      return code
    }
  }

  private static func report(_ failure: Failure, asJSON: Bool) -> Int32 {
    if failure.isNothingToDo {
      if asJSON {
        Output.write(nothing: failure)
      } else {
        Terminal.output.write("nothing to do: \(failure.text)\n")
      }
      return failure.exit.rawValue
    }
    if asJSON { Output.write(failure) }
    Terminal.words.write("adnet-agent: \(failure)\n")
    return failure.exit.rawValue
  }
}
