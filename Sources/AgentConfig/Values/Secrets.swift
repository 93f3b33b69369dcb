import AgentConfig
import AgentCore

/// Which words of a command line are secrets. They are never shown and never kept: a mark stands for
/// each, and what needs the value takes it from the living process.
public enum Secrets {
  /// The arguments (without the program's name) with a mark for each secret.
  public static func hidden(_ arguments: [String]) -> [String] {
    var number = 0
    return CommandLine(arguments).words.flatMap { word in
      guard isSecret(word) else { return word.words }
      number += 1
      var word = word
      word.value = mark(number, word.flag)
      return word.words
    }
  }

  /// A command for people: what might be a secret is left out.
  public static func shown(_ command: [String]) -> [String] {
    CommandLine(command).words.flatMap { word in
      guard isSecret(word) || word.value.map(speaksOfSecrets) == true else { return word.words }
      var word = word
      word.value = "…"
      return word.words
    }
  }

  static func isMark(_ value: String) -> Bool {
    value.hasPrefix("<secret ") && value.hasSuffix(">")
  }

  static func filled(
    _ text: String, from arguments: [String]
  ) throws(Failure) -> String {
    var text = text
    let secrets = CommandLine(arguments).words.filter(isSecret)
    for (index, word) in secrets.enumerated() {
      let value = SettingValue.string(ImportPlanner.escaped(word.value ?? "")).toml
      text = text.replacing(mark(index + 1, word.flag), with: value.dropFirst().dropLast())
    }
    guard !text.contains("<secret ") else {
      throw Failure(
        "import_secret_lost",
        "cannot write the configuration: the process no longer has the secrets that it had",
        hint: "import it again from its start", exit: .refused)
    }
    return text
  }

  private static func mark(_ number: Int, _ flag: String) -> String {
    "<secret \(number)\(flag.isEmpty ? "" : " of \(flag)")>"
  }

  private static func isSecret(_ word: CommandLine.Word) -> Bool {
    guard let value = word.value else { return false }
    return SecretNames.isSecret(word.flag) || value.hasPrefix("APrivateKey1")
      || value.lowercased().contains("bearer ") || hasPassword(value)
  }

  /// `https://user:password@host`.
  private static func hasPassword(_ value: String) -> Bool {
    guard let scheme = value.firstRange(of: "://") else { return false }
    let host = value[scheme.upperBound...].prefix { $0 != "/" }
    return host.contains("@") && host.contains(":")
  }

  /// A script's text, or a header.
  static func speaksOfSecrets(_ text: String) -> Bool {
    let text = text.lowercased()
    return ["secret", "token", "passw", "bearer", "authorization", "privatekey", "key="].contains {
      text.contains($0)
    }
  }
}
