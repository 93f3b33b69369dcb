import AgentDaemon
import ArgumentParser
import Basics

/// adnet-agent(1) in roff, made from the commands' own help.
enum ManualPage {
  static var text: String {
    let abstract = AdnetAgent.configuration.abstract
    var lines = [
      #".TH ADNET-AGENT 1 "" "adnet-agent \#(AgentVersion.text)" "User Commands""#,
      ".SH NAME", #"adnet-agent \- operates blockchain nodes"#,
      ".SH SYNOPSIS", ".B adnet-agent", #"\fICOMMAND\fR [\fIARGUMENTS\fR]"#,
      ".SH DESCRIPTION", roff(abstract),
      "Everyone on the host may look; root and members of the group adnet may act.",
      ".SH COMMANDS",
    ]
    for page in HelpPages.all(columns: 72) {
      lines += [".SS \(roff(page.name))", ".nf"]
      lines += page.text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { roff(String($0)) }
      lines.append(".fi")
    }
    lines.append(".SH EXIT STATUS")
    for code in Basics.ExitCode.allCases {
      lines += [".TP", ".B \(code.rawValue)", roff(words(code))]
    }
    lines += [
      ".SH ENVIRONMENT", ".TP", ".B NO_COLOR", "When set, nothing is coloured.",
      ".SH FILES", ".TP", ".I \(Paths().configuration)", "The configuration.",
      ".TP", ".I \(Paths().agentSocket)", "The control API.",
      ".SH SEE ALSO", ".BR systemctl (1),", ".BR journalctl (1)", "",
    ]
    return lines.joined(separator: "\n")
  }

  private static func roff(_ text: String) -> String {
    let escaped = text.map { $0 == "\\" ? "\\e" : $0 == "-" ? "\\-" : String($0) }.joined()
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  private static func words(_ code: Basics.ExitCode) -> String {
    switch code {
    case .done: "Done, or the answer is yes."
    case .failed: "Tried and failed."
    case .refused: "The answer is negative, or the request was refused."
    case .usage: "The command line is wrong."
    case .unreachable: "The agent can't be reached."
    case .busy: "Busy, or still running in the background: try again."
    case .notPermitted: "The caller may not do this."
    case .invalid: "A configuration or a state file is invalid."
    case .system: "A system call failed at start."
    }
  }
}
