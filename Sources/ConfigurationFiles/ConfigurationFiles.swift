public import AgentConfig
public import AgentCore
import LinuxSystem

/// agent.toml and its fragments as they are on disk.
public enum ConfigurationFiles {
  /// A configuration file is for people: larger ones are a mistake.
  private static let limit = 1024 * 1024

  /// Reads them in the order in which they override one another. A missing file says nothing, so
  /// without any there are the defaults.
  public static func read(_ paths: Paths) throws(Failure) -> [ConfigurationParser.File] {
    var names = [paths.configuration]
    if try File.status(paths.configurationFragments) != nil {
      names += ConfigurationParser.fragments(
        among: try Folder.names(in: paths.configurationFragments)
      ).map { "\(paths.configurationFragments)/\($0)" }
    }
    var files: [ConfigurationParser.File] = []
    for name in names where try File.status(name) != nil {
      files.append((name, try File.text(name, limit: limit)))
    }
    return files
  }

  /// The configuration, or all that is wrong with it.
  public static func load(
    _ paths: Paths
  ) throws(Failure) -> (Configuration?, [ConfigurationProblem]) {
    ConfigurationParser.parse(files: try read(paths))
  }

  /// The configuration; its problems are the failure's text.
  public static func require(_ paths: Paths) throws(Failure) -> Configuration {
    try configuration(of: try read(paths))
  }

  /// The configuration as it was applied last, whatever has been written into the files since; what
  /// the files say where nothing was applied yet.
  public static func inForce(_ paths: Paths) throws(Failure) -> Configuration {
    if let files = try applied(paths) { return try configuration(of: files) }
    return try require(paths)
  }

  private static func configuration(
    of files: [ConfigurationParser.File]
  ) throws(Failure) -> Configuration {
    let (configuration, problems) = ConfigurationParser.parse(files: files)
    if let configuration { return configuration }
    throw Failure(
      "configuration_invalid",
      "cannot use the configuration:\n" + problems.map(\.description).joined(separator: "\n"),
      hint: "adnet-agent config check", exit: .invalid)
  }
}
