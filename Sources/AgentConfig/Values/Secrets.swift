public import Basics

/// Which words of a command line are secrets. They are never shown and never kept: a mark stands for
/// each, and what needs the value takes it from the living process.
public enum Secrets {
  /// The arguments (without the program's name) with a mark for each secret. As many words as before,
  /// where no value is behind an option's `=`.
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

  public static func isMark(_ value: String) -> Bool {
    value.hasPrefix("<secret ") && value.hasSuffix(">")
  }

  /// A text of the configuration, with the secrets of a command line for its marks.
  public static func filled(
    _ text: String, from arguments: [String]
  ) throws(Failure) -> String {
    var text = text
    let secrets = CommandLine(arguments).words.filter(isSecret)
    for (index, word) in secrets.enumerated() {
      let value = SettingValue.string(CommandLine.escaped(word.value ?? "")).toml
      text = text.replacing(mark(index + 1, word.flag), with: value.dropFirst().dropLast())
    }
    guard !text.contains("<secret ") else {
      throw Failure(
        .importSecretLost,
        "cannot write the configuration: the process no longer has the secrets that it had",
        hint: "import it again from its start")
    }
    return text
  }

  private static func mark(_ number: Int, _ flag: String) -> String {
    "<secret \(number)\(flag.isEmpty ? "" : " of \(flag)")>"
  }

  // MARK: What is one

  /// Of an option or a variable, by its name. One that ends in `-file` names a file.
  public static func isSecret(name: String) -> Bool {
    let parts = name.lowercased().split { $0 == "-" || $0 == "_" || $0 == "." }
    guard let last = parts.last, !["file", "path", "dir", "folder"].contains(where: last.hasSuffix)
    else { return false }
    return parts.contains { part in
      ["secret", "token", "passw", "passphrase", "credential", "mnemonic"].contains(
        where: part.contains) || part.hasSuffix("key") || part.hasSuffix("keys")
    }
  }

  /// Whether a text has a secret in it, or an option that is followed by one.
  public static func areIn(_ text: String) -> Bool {
    isSecret(value: text)
      || text.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" && $0 != "." }
        .contains { $0.hasPrefix("--") && isSecret(name: String($0)) }
  }

  /// A script's text, or a header.
  public static func speaksOfSecrets(_ text: String) -> Bool {
    let text = text.lowercased()
    return ["secret", "token", "passw", "bearer", "authorization", "privatekey", "key="].contains {
      text.contains($0)
    }
  }

  private static func isSecret(_ word: CommandLine.Word) -> Bool {
    word.value.map { isSecret(name: word.flag) || isSecret(value: $0) } ?? false
  }

  private static func isSecret(value: String) -> Bool {
    SecretKey.isIn(value) || value.lowercased().contains("bearer ") || hasPassword(value)
  }

  /// `https://user:password@host`.
  private static func hasPassword(_ value: String) -> Bool {
    guard let scheme = value.firstRange(of: "://") else { return false }
    let host = value[scheme.upperBound...].prefix { $0 != "/" }
    return host.contains("@") && host.contains(":")
  }
}
