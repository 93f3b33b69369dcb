extension KeyTable {
  static let migration = KeySection(
    path: ["migration"], meaning: "`adnet-agent migrate`.",
    keys: [
      .text(
        "hook", ConfigurationDraftField.migration.at(\.hook), kind: "path",
        "A program to run before and after each step, with one argument such as `before-split-alpha:ID`, as a user without privileges; empty for none. Its output is in the journal. When it fails, the migration waits for an operator. It may be run again for the same step after a power cut.",
        rule: TextRules.hook),
      .duration(
        "hook_timeout", ConfigurationDraftField.migration.at(\.hookTimeoutMilliseconds),
        1_000...3_600_000,
        step: 1_000, "How long it may take before it is killed and counts as failed."),
    ])
}

extension TextRules {
  @Sendable static func hook(_ text: String) -> TextVerdict {
    text.isEmpty ? .taken(text) : swapPath(text)
  }
}
