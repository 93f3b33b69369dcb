/// From the text of configuration files to a configuration.
public enum ConfigurationParser {
  /// One file with the name that problems show.
  public typealias File = (name: String, text: String)

  /// Reads `files` in their order; a later file overrides an earlier one key by key. All problems
  /// are found at once, in the order of files and lines; with any problem there is no
  /// configuration.
  ///
  /// - Parameter hasAccount: whether this host has an account; where it is given, a value that can be
  ///   read and is of no use is a problem, too. Who only has to go on with what there is, as the agent
  ///   after an upgrade, leaves it out.
  public static func parse(
    files: [File], hasAccount: ((String) -> Bool)? = nil
  ) -> (Configuration?, [ConfigurationDiagnostic]) {
    var reading = ConfigurationFileReader()
    for file in files { reading.read(file) }
    reading.fillIn()
    let checks = CrossChecks(reading, fallback: files.last?.name ?? "agent.toml")
    var problems = reading.problems + checks.problems()
    if let hasAccount { problems += checks.uselessValues(hasAccount) }
    guard problems.isEmpty else { return (nil, sorted(problems, by: files.map(\.name))) }
    return (reading.draft.configuration(origins: reading.origins), [])
  }

  /// The names of a folder that are configuration files, in the order in which they override one
  /// another: `*.toml` and not hidden, by their bytes.
  public static func fragments(among names: [String]) -> [String] {
    names.filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func sorted(_ problems: [ConfigurationDiagnostic], by files: [String])
    -> [ConfigurationDiagnostic]
  {
    func rank(_ problem: ConfigurationDiagnostic) -> (Int, Int, String) {
      (files.firstIndex(of: problem.file) ?? files.count, problem.line, problem.text)
    }
    return problems.sorted { rank($0) < rank($1) }
  }
}
