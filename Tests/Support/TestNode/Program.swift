import Glibc

/// What the command line asks for.
public enum Program {
  static var name: String {
    let path = CommandLine.arguments.first ?? ""
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    return ["alphaos", "deltaos", "adnet-testnode", "adnet"].first { name.hasPrefix($0) }
      ?? "adnet-testnode"
  }

  static let usage = """
    usage: \(StartCommand.usage)
           \(ConvertCommand.usage)
           \(LoadCommand.usage)
           \(MakeRelease.usage)
           adnet-testnode identity N
           adnet-testnode --version | --help
    """

  public static func run(_ words: [String]) throws(Refusal) {
    switch words.first {
    case "start" where words.contains("--help"): try help("start")
    case "start": try StartCommand.run(words.dropFirst(), isAdnet: false)
    case "run" where words.contains("--help"): try help("run")
    case "run": try StartCommand.run(words.dropFirst(), isAdnet: true)
    case "convert": try ConvertCommand.run(words.dropFirst())
    case "load": try LoadCommand.run(words.dropFirst())
    case "make-release": try MakeRelease.run(words.dropFirst())
    case "identity":
      guard let number = words.dropFirst().first.flatMap({ Int($0) }) else {
        throw Refusal(usage, exit: 64)
      }
      Output.line(NodeSettings.identity(number))
    case "--version", "-V", "version": try version()
    case "--help", "-h", "help":
      let flags = "start and run:\n" + Flag.help(StartFlags.all)
      Output.line(usage + "\n\n" + flags + "\n\nload:\n" + Flag.help(LoadCommand.flags))
    default: throw Refusal(usage, exit: 64)
    }
  }

  private static func help(_ command: String) throws(Refusal) {
    let trailer = try Trailer(of: "/proc/self/exe")
    Output.line("usage: \(name) \(command) [FLAGS]")
    if command == "run" {
      let modes = trailer.settings.last { $0.name == "modes" }?.value ?? NodeSettings.Mode.all
      Output.line("modes: \(modes)")
    }
    // Without what they mean: there the names of modes stand, too.
    for flag in StorageLayout(trailer, trailer.flags).flags {
      Output.line("  --\(flag.name)" + (flag.value.map { " <\($0)>" } ?? ""))
    }
  }

  /// As v4 prints it.
  private static func version() throws(Refusal) {
    let settings = try Trailer(of: "/proc/self/exe").settings
    let version = settings.last { $0.name == "version" }?.value ?? "0.0.0"
    let features = settings.last { $0.name == "features" }?.value ?? "mainnet"
    Output.line("\(name) \(version) testnode" + (features == "-" ? "" : " features=[\(features)]"))
  }
}
