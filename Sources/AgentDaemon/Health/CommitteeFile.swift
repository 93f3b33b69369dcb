import AgentCore
import Genesis
import LinuxSystem
import Quorum

/// The committee of a genesis file.
enum CommitteeFile {
  static func read(_ path: String) throws(Failure) -> Committee {
    let text = try File.text(path, limit: 16 * 1024 * 1024)
    let reader = GenesisReader(text, format: GenesisFormat(name: path, text: text))
    guard reader.findings.isEmpty, let committee = GenesisCheck.committee(reader.genesis) else {
      let first = reader.findings.first.map { "line \($0.line): \($0.text)" }
      throw Failure(
        "quorum_file", "cannot take a committee from \(path): \(first ?? "it is none")",
        hint: "adnet-agent genesis check \(path)")
    }
    return committee
  }
}
