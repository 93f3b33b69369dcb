import ArgumentParser

/// The help of every command that people call.
enum HelpPages {
  static func all(columns: Int) -> [(name: String, text: String)] {
    pages(AdnetAgent.self, "adnet-agent", columns)
  }

  private static func pages(
    _ command: any ParsableCommand.Type, _ name: String, _ columns: Int
  ) -> [(name: String, text: String)] {
    let configuration = command.configuration
    let below = configuration.subcommands
    let text = AdnetAgent.helpMessage(for: command, columns: columns)
    return [(name, text)]
      + below.filter { $0.configuration.shouldDisplay }.flatMap { next in
        pages(next, "\(name) \(next._commandName)", columns)
      }
  }
}
