public import AgentConfig
public import Basics
import LinuxSystem

/// agent.toml and its fragments as they are on disk.
public enum ConfigurationFiles {
  /// A configuration file is for people: larger ones are a mistake.
  static let limit = 1024 * 1024

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
  ) throws(Failure) -> (Configuration?, [ConfigurationDiagnostic]) {
    ConfigurationParser.parse(files: try read(paths))
  }

  /// As `load`, with what can be read and is of no use on this host; and, for root, with the files that
  /// the agent's account can't read.
  public static func check(
    _ paths: Paths
  ) throws(Failure) -> (Configuration?, [ConfigurationDiagnostic]) {
    let files = try read(paths)
    var unreadable: [ConfigurationDiagnostic] = []
    if Accounts.effectiveUser == 0, let agent = Accounts.user(named: "adnet-agent") {
      unreadable = try self.unreadable(files.map(\.name), in: paths, for: agent)
    }
    let (configuration, problems) = ConfigurationParser.parse(
      files: files, hasAccount: { Accounts.user(named: $0) != nil })
    return (unreadable.isEmpty ? configuration : nil, unreadable + problems)
  }

  /// The files, and the folders on the way to them, whose owner and mode keep `user` out.
  static func unreadable(
    _ files: [String], in paths: Paths, for user: Accounts.User
  ) throws(Failure) -> [ConfigurationDiagnostic] {
    let folder = Folder.parent(of: paths.configuration)
    var problems: [ConfigurationDiagnostic] = []
    for name in [folder, paths.configurationFragments] + files {
      guard let status = try File.status(name, following: true) else { continue }
      let needed: UInt32 = status.kind == .folder ? 0o5 : 0o4
      let shift =
        status.owner == user.id ? 6 : Accounts.groups(of: user).contains(status.group) ? 3 : 0
      guard (status.mode >> UInt32(shift)) & needed != needed else { continue }
      problems.append(
        ConfigurationDiagnostic(
          file: name, line: 1,
          text: "the agent's account \(user.name) can't read it (mode 0"
            + "\(String(status.mode, radix: 8)), owner \(owner(status)))",
          hint:
            "chmod \(status.kind == .folder ? "a+rx" : "a+r") \(name); otherwise it can't be applied"
        ))
    }
    return problems
  }

  private static func owner(_ status: FileStatus) -> String {
    Accounts.user(id: status.owner)?.name ?? "\(status.owner)"
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

  /// The configuration in the files; their problems are the failure's text.
  public static func configuration(
    of files: [ConfigurationParser.File]
  ) throws(Failure) -> Configuration {
    let (configuration, problems) = ConfigurationParser.parse(files: files)
    if let configuration { return configuration }
    throw Failure(
      .configurationInvalid,
      "cannot use the configuration:\n" + problems.map(\.description).joined(separator: "\n"),
      hint: "adnet-agent config check")
  }
}
