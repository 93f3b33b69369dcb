import ControlModel

enum ConfigText {
  static func render(_ document: ConfigurationProblems) -> String {
    guard !document.problems.isEmpty else { return "the configuration is valid\n" }
    return document.problems.map { problem in
      let place = problem.line.map { "\(problem.file):\($0)" } ?? problem.file
      return "\(place): \(problem.text)\n" + (problem.hint.map { "  hint: \($0)\n" } ?? "")
    }.joined()
  }

  static func render(_ document: ConfigurationDocument) -> String {
    guard !document.changes.isEmpty || !document.settings.isEmpty else {
      return "no changes\n"
    }
    var text = document.changes.map { change in
      change.diff.hasSuffix("\n") ? change.diff : change.diff + "\n"
    }.joined()
    text += document.applied ? "applied\n" : "not applied\n"
    for setting in document.settings { text += "  \(setting.key): \(moment(setting))\n" }
    let known = document.settings.compactMap(\.command)
    if known.isEmpty, !document.needsRestart.isEmpty {
      text += "keep their old settings until restarted: "
      text += document.needsRestart.joined(separator: ", ") + "\n"
    }
    return text
  }

  private static func moment(_ setting: ConfigurationDocument.Setting) -> String {
    let command = setting.command.map { ": \($0)" } ?? ""
    switch setting.takesEffect {
    case .now: return "takes effect now"
    case .restart: return "takes effect with the next restart or swap\(command)"
    case .stopAndStart: return "takes effect when the chain is stopped and started again\(command)"
    case .whenUsed: return "takes effect with the next generation that uses it"
    case .agentRestart: return "takes effect after a restart of the agent\(command)"
    }
  }
}
