import AgentConfig

/// The output of `adnet-agent genesis`.
enum GenesisText {
  static func check(_ document: GenesisDocument, paint: Paint) -> String {
    let errors = document.findings.count { $0.severity == .error }
    let verdict =
      errors == 0
      ? paint("no errors", .good) : paint(errors == 1 ? "1 error" : "\(errors) errors", .bad)
    return findings(document, paint: paint) + summary(document) + verdict + "\n"
  }

  static func written(_ document: GenesisDocument, paint: Paint) -> String {
    findings(document, paint: paint) + summary(document)
      + paint("wrote \(document.file)", .good) + "\n"
  }

  /// As compilers write them, so that editors find the place.
  static func findings(_ document: GenesisDocument, paint: Paint) -> String {
    document.findings.map { finding in
      let word = paint(finding.severity.rawValue, finding.severity == .error ? .bad : .waiting)
      // The second of the options, not its second line.
      let line = finding.source.hasPrefix("--") ? " \(finding.line)" : ":\(finding.line)"
      return "\(finding.source)\(line):\(finding.column): \(word): \(finding.text)\n"
        + (finding.hint.map { "  hint: \($0)\n" } ?? "")
    }.joined()
  }

  private static func summary(_ document: GenesisDocument) -> String {
    guard let total = document.totalStake, let quorum = document.quorum else { return "" }
    return "\(document.validators) validators with a stake of \(total); consensus needs \(quorum)\n"
      + document.words.map { "  \($0)\n" }.joined()
  }
}
