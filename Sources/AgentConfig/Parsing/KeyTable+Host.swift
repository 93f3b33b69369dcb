import HostCore

extension KeyTable {
  static let host: [KeySection] = [
    KeySection(
      path: ["host"], meaning: "Memory settings of this host.",
      keys: [
        .word(
          "enforce", ConfigurationDraftField.host.at(\.enforce),
          "on: after the first `adnet-agent host apply` the agent corrects drift. report: drift is only reported."
        ),
        .count(
          "swappiness", ConfigurationDraftField.host.at(\.swappiness), 1...200,
          "vm.swappiness: how readily the kernel moves memory of processes to swap space. A low value prefers RAM and keeps swap space for load spikes; with 0 the kernel would use it only when it is too late."
        ),
      ]),
    KeySection(
      path: ["host", "swap"],
      meaning:
        "Swap space for load spikes. Existing swap space counts, whatever its origin; what is missing is added as a file.",
      keys: [
        .text(
          "path", ConfigurationDraftField.host.at(\.swap.path), kind: "path",
          "The swap file; files that are added later get the suffix -2, -3, …",
          rule: TextRules.swapPath),
        .bytes(
          "size", ConfigurationDraftField.host.at(\.swap.bytes), 0...(4 << 40),
          "All swap space together: at least 16G on a server with two nodes, 32G recommended. 0 for none."
        ),
        .bytes(
          "reserve", ConfigurationDraftField.host.at(\.swap.reserveBytes), 0...(4 << 40),
          "The space that stays free on the file system of the swap file."),
      ]),
    KeySection(
      path: ["host", "oom"],
      meaning:
        "The order in which the kernel kills processes when memory runs out: oom_score_adj, lower lives longer. `config apply` writes it into the units.",
      keys: [
        .count(
          "nodes", ConfigurationDraftField.host.at(\.oom.nodes), -899...0,
          "The score of the nodes and their supervisors. The agent has -900.", kind: "score")
      ]),
    KeySection(
      path: ["host", "disk"], meaning: "The disks of ledgers, releases and the journal.",
      keys: [
        .bytes(
          "reserve", ConfigurationDraftField.host.at(\.disk.reserveBytes), 0...(4 << 40),
          "The space that has to stay free on each: with less a problem is reported, and swaps are refused."
        )
      ]),
  ]
}

extension TextRules {
  @Sendable static func swapPath(_ text: String) -> TextVerdict {
    let letters = text.utf8
    guard text.hasPrefix("/"), !text.hasSuffix("/"), letters.count <= 200,
      letters.allSatisfy({ (0x21...0x7e).contains($0) && !#"\"'%$"#.utf8.contains($0) }),
      !text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().contains(where: {
        ["", ".", ".."].contains($0)
      })
    else {
      return .refused("not a plain absolute path", hint: #"write "/swapfile""#)
    }
    return .taken(text)
  }
}
