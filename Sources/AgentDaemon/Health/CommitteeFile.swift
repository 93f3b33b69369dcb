import AgentConfig
import Basics
import LinuxSystem
import Quorum

/// The committee of a genesis file.
enum CommitteeFile {
  static func read(_ path: String) throws(Failure) -> Committee {
    let text = try File.text(path, limit: 16 * 1024 * 1024)
    // The chain's addresses may have another prefix than the nodes we know.
    let reader = GenesisReader(text, format: GenesisFormat(name: path, text: text), prefix: nil)
    let first = reader.findings.first { $0.severity == .error }
    guard first == nil, let committee = GenesisCheck.committee(reader.genesis) else {
      let why = first.map { "line \($0.place.line): \($0.text)" } ?? "not a committee"
      let check = "adnet-agent genesis check \(path)"
      throw Failure(
        .quorumFile, "cannot read a committee from \(path): \(why)",
        hint: first?.hint.map { "\($0); \(check)" } ?? check)
    }
    return committee
  }
}
