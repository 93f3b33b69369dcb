import Basics
import NodeImport

/// The output of `adnet-agent import` before it does anything.
enum ImportText {
  static func render(_ document: ImportDocument, width: Int, paint: Paint) -> String {
    var lines = [
      "\(document.chain): \(document.source.printable) runs \(document.executable.printable) as "
        + "\(document.account.printable), "
        + "process \(document.process)"
    ]
    lines.append("")
    lines.append("release \(document.program) \(document.version), from that process's file")
    for move in document.moves {
      lines.append(
        "\(move.isCopy ? "copy" : "move")    \(move.from.printable) -> \(move.to.printable)")
    }
    let source = document.heightFrom.map { $0 == .rest ? "" : ", by its \($0.rawValue)" } ?? ""
    lines.append("height  \(document.height.map { "\($0)\(source)" } ?? "not known")")
    if document.isValidator {
      lines.append(
        document.hasRecord == false
          ? "record  none yet: if there is none when the node stops, the import is undone"
          : "record  moved with the ledger")
    }
    for flag in document.secrets {
      lines.append("secret  the value of \(flag), written only to the file")
    }
    lines += ["", "agent.toml.d/\(document.fragmentName):"]
    lines += document.fragment.split(separator: "\n").map { "  \($0.printable)" }
    if !document.lost.isEmpty {
      lines += ["", "not kept:"]
      lines += document.lost.flatMap { Wrap.lines($0, lead: "  - ", width: width) }
    }
    lines += ["", "steps:"]
    lines += steps(document).flatMap { Wrap.lines($0, lead: "  - ", width: width) }
    if !document.gates.isEmpty {
      lines += ["", "gates:"] + GateListText.lines(document.gates, width: width, paint: paint)
    }
    if !document.refusals.isEmpty {
      lines += ["", paint("can't be imported:", .bad)]
      for refusal in document.refusals {
        lines += Wrap.lines(refusal.text, lead: "  - ", width: width)
        if let hint = refusal.hint {
          lines += Wrap.lines("hint: \(hint)", lead: "    ", width: width)
        }
      }
    }
    lines.append("")
    lines.append(
      document.isAllowed
        ? "nothing changed; run it again with --yes to import"
        : paint("nothing changed; the import is blocked, see above", .bad))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func steps(_ document: ImportDocument) -> [String] {
    [
      "install configuration and release; the running node is not affected",
      "stop \(document.source) gracefully, without a time limit; clients are refused until the new "
        + "node's sockets are open",
      "keep it from starting again, also at boot; move the ledger and the key",
      "enable and start chain \(document.chain) under its supervisor, and watch it",
      "if a step fails, undo everything and start \(document.source) again. Later: adnet-agent "
        + "import \(document.chain) --undo",
    ]
  }
}
