import HostCore

/// The screen of `adnet-agent doctor`: a line for each check, what is wrong explained below.
enum DoctorText {
  static func render(_ document: DoctorDocument, width: Int, colours: Bool = false) -> String {
    let paint = Paint(colours: colours)
    var table = Table("CHECK", "", "FOUND", "WANTED")
    for check in document.checks {
      table.add(
        .init(check.name), .init(check.verdict.rawValue, tone(check.verdict)), .init(check.found),
        .init(check.wanted))
    }
    var lines = ["server for \(document.profile)", ""] + table.lines(paint)
    for check in document.checks where check.verdict == .bad || check.verdict == .warning {
      lines.append("")
      lines += Wrap.lines("\(check.name): \(check.why)", lead: "", width: width)
      // A command must stay on one line, so that it can be copied.
      if let remedy = check.remedy { lines.append("  hint: \(remedy)") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func tone(_ verdict: DoctorCheck.Verdict) -> Tone {
    switch verdict {
    case .ok: .good
    case .warning: .waiting
    case .bad: .bad
    case .unknown: .dim
    }
  }
}
