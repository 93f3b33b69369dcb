import Basics
import Import

/// What `adnet-agent import` prints before it does anything.
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
          ? "record  none yet: without one at its stop the import leads back to the old node"
          : "record  moves with the ledger: the new node looks where the old one wrote it")
    }
    for flag in document.secrets {
      lines.append("secret  the value of \(flag), written into the file alone")
    }
    lines += ["", "agent.toml.d/\(document.fragmentName):"]
    lines += document.fragment.split(separator: "\n").map { "  \($0.printable)" }
    if !document.lost.isEmpty {
      lines += ["", "what isn't kept:"]
      lines += document.lost.flatMap { Wrap.lines($0, lead: "  - ", width: width) }
    }
    lines += ["", "steps:"]
    lines += steps(document).flatMap { Wrap.lines($0, lead: "  - ", width: width) }
    if !document.gates.isEmpty {
      lines += ["", "gates:"] + GateText.lines(document.gates, width: width, paint: paint)
    }
    if !document.refusals.isEmpty {
      lines += ["", paint("it can't be taken over:", .bad)]
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
        ? "nothing was changed; to do it: the same with --yes"
        : paint("nothing was changed, and nothing would be: see above", .bad))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func steps(_ document: ImportDocument) -> [String] {
    [
      "configuration and release are put in place; nothing is touched yet",
      "\(document.source) is stopped once, gracefully and without a limit; clients are refused from "
        + "then on until the new node's sockets are open",
      "it is kept from starting again, at boot too; the ledger and the key are moved",
      "chain \(document.chain) is enabled and started under its supervisor, and watched",
      "when that fails: all of it is undone, and \(document.source) runs again. Later: adnet-agent "
        + "import \(document.chain) --undo",
    ]
  }
}
