/// Which options and variables have a secret for their value, by their names.
public enum SecretNames {
  /// One that ends in `-file` names a file.
  public static func isSecret(_ name: String) -> Bool {
    let parts = name.lowercased().split { $0 == "-" || $0 == "_" || $0 == "." }
    guard let last = parts.last, !["file", "path", "dir", "folder"].contains(where: last.hasSuffix)
    else { return false }
    return parts.contains { part in
      ["secret", "token", "passw", "passphrase", "credential", "mnemonic"].contains(
        where: part.contains) || part.hasSuffix("key") || part.hasSuffix("keys")
    }
  }

  /// Lines of which each is a word of a command, without the values of secrets.
  public static func hidden(lines: [String]) -> [String] {
    lines.indices.map { index in
      let line = lines[index]
      if index > 0, lines[index - 1].hasPrefix("--"), !line.hasPrefix("--"),
        isSecret(lines[index - 1])
      {
        return "…"
      }
      guard line.hasPrefix("--"), let equals = line.firstIndex(of: "="),
        isSecret(String(line[..<equals]))
      else { return line }
      return line[...equals] + "…"
    }
  }

  /// Whether a text has an option in it whose value is a secret.
  public static func areNamed(in text: String) -> Bool {
    text.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" }.contains {
      $0.hasPrefix("--") && isSecret(String($0))
    }
  }
}
