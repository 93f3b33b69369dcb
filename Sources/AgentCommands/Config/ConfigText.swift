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
    guard !document.changes.isEmpty else { return "nothing changes\n" }
    var text = document.changes.map { change in
      change.diff.hasSuffix("\n") ? change.diff : change.diff + "\n"
    }.joined()
    text += document.applied ? "applied\n" : "not applied\n"
    if !document.needsRestart.isEmpty {
      text += "keep their old settings until they are restarted: "
      text += document.needsRestart.joined(separator: ", ") + "\n"
    }
    return text
  }
}
