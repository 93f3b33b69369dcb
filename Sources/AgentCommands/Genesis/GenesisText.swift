import Genesis

/// What `adnet-agent genesis check` prints.
enum GenesisText {
  static func render(_ document: GenesisDocument, paint: Paint) -> String {
    var lines: [String] = []
    for finding in document.findings {
      let word = paint(finding.severity.rawValue, finding.severity == .error ? .bad : .waiting)
      lines.append("\(document.file):\(finding.line): \(word): \(finding.text)")
      if let hint = finding.hint { lines.append("  hint: \(hint)") }
    }
    if let total = document.totalStake, let quorum = document.quorum {
      lines.append(
        "\(document.validators) validators with a stake of \(total); consensus needs \(quorum)")
      lines += document.words.map { "  \($0)" }
    }
    lines.append(
      document.isValid ? paint("no errors", .good) : paint("there are errors in it", .bad))
    return lines.joined(separator: "\n") + "\n"
  }
}
