import Testing

@testable import AgentConfig

/// What is hidden wherever a command line is shown or kept.
@Suite struct SecretsTests {
  @Test func whatNamesAFileOrATimeIsNoSecret() {
    for words in [
      ["--private-key-file", "a.key"], ["--jwt-timestamp", "1"], ["--keystore", "/a"],
      ["--token_path", "/a"], ["--peers", "https://a.example:4130"], ["--secretfile", "x"],
    ] {
      #expect(Secrets.hidden(words) == words)
      #expect(!Secrets.areIn(words.joined(separator: " ")), "\(words)")
    }
  }

  static let secrets = [
    ["--jwt-secret", "geheim"], ["--jwt-secret=geheim"], ["--api-key", "geheim"],
    ["--auth.token", "geheim"], ["--wallet", "APrivateKey1geheim"], ["AViewKey1geheim"],
    ["--peer", "https://me:geheim@host/"], ["--header", "Authorization: Bearer geheim"],
  ]

  /// As one place hides it, so do all.
  @Test(arguments: secrets) func aSecretIsHiddenInEachWay(_ words: [String]) {
    let lines = ["start"] + words + ["--nodisplay"]
    let hidden = Secrets.hidden(lines)
    // Each is a line of what a node is started with.
    #expect(hidden.count == lines.count)
    for shown in [hidden, Secrets.shown(lines)] {
      #expect(!shown.joined().contains("geheim"), "\(shown)")
      #expect(shown.first == "start" && shown.last == "--nodisplay")
    }
    #expect(Secrets.areIn(lines.joined(separator: " ")))
  }
}
