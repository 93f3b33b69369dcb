/// The options that a program has, by its own word: what it prints for `--help` of itself and of the
/// subcommand that runs a node.
public enum ReleaseOptions {
  /// The long options in a help text, such as `--rest`; nil when there are so few that it is no such
  /// text. `--version` and `--help` alone are none.
  public static func options(in text: String) -> Set<String>? {
    let words = text.split { !isPart($0) }.filter { $0.hasPrefix("--") && $0.count > 2 }
    let options = Set(words.map(String.init))
    return options.subtracting(["--help", "--version"]).isEmpty ? nil : options
  }

  /// Options of a command that `known` lacks, each once, in the command's order: `--x` of `--x` and of
  /// `--x=1`. What follows `--` is none.
  public static func unknown(in arguments: [String], known: Set<String>) -> [String] {
    var unknown: [String] = []
    for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("--") {
      let option = String(argument.prefix { $0 != "=" })
      if !known.contains(option), !unknown.contains(option) { unknown.append(option) }
    }
    return unknown
  }

  private static func isPart(_ character: Character) -> Bool {
    character == "-" || character == "_"
      || character.isASCII
        && (character.isLetter || character.isNumber)
  }
}
