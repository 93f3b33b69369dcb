/// From the text of configuration files to a configuration.
public enum ConfigurationParser {
  /// One file with the name that problems show.
  public typealias File = (name: String, text: String)

  /// Reads `files` in their order; a later file overrides an earlier one key by key. All problems
  /// are found at once, in the order of files and lines; with any problem there is no
  /// configuration.
  public static func parse(files: [File]) -> (Configuration?, [ConfigurationProblem]) {
    var reading = FileReading()
    for file in files { reading.read(file) }
    let checks = CrossChecks(reading, fallback: files.last?.name ?? "agent.toml")
    let problems = reading.problems + checks.problems()
    guard problems.isEmpty else { return (nil, sorted(problems, by: files.map(\.name))) }
    return (reading.draft.configuration(origins: reading.origins), [])
  }

  /// The names of a folder that are configuration files, in the order in which they override one
  /// another: `*.toml` and not hidden, by their bytes.
  public static func fragments(among names: [String]) -> [String] {
    names.filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func sorted(_ problems: [ConfigurationProblem], by files: [String])
    -> [ConfigurationProblem]
  {
    func rank(_ problem: ConfigurationProblem) -> (Int, Int, String) {
      (files.firstIndex(of: problem.file) ?? files.count, problem.line, problem.text)
    }
    return problems.sorted { rank($0) < rank($1) }
  }
}
