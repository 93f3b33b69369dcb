/// Every key of agent.toml, in the order of the shipped file.
struct KeyTable: Sendable {
  let sections: [KeySection]

  /// - Parameters:
  ///   - roles: the ports of each chain that there are keys for.
  ///   - versions: of keys that may be given for versions of a program, by their dotted path.
  init(roles: [ShippedChain: [String]] = [:], versions: [String: [String]] = [:]) {
    let plain =
      [Self.agent] + Self.host
      + ShippedChain.allCases.flatMap { chain in
        let own = ChainConfiguration(of: chain).ports.map(\.role)
        let more = (roles[chain] ?? []).filter { !own.contains($0) }
        return Self.chain(chain, roles: own + more)
      } + [Self.unified, Self.migration]
    sections = plain.map { section in
      KeySection(
        path: section.path, meaning: section.meaning,
        keys: section.keys.flatMap { key in
          let known = versions["\(section.name).\(key.name)"] ?? []
          return [key] + known.compactMap { key.from?($0) }
        }, isSpecial: section.isSpecial)
    }
  }

  func section(_ path: [String]) -> KeySection? { sections.first { $0.path == path } }

  /// The names that may stand in the table at `path`: its keys and the tables below it.
  func names(in path: [String]) -> [String] {
    var names = section(path)?.keys.map(\.name) ?? []
    for section in sections where section.path.count > path.count {
      guard section.path.starts(with: path), !names.contains(section.path[path.count]) else {
        continue
      }
      names.append(section.path[path.count])
    }
    return names
  }

  /// The dotted paths of all keys.
  var keyPaths: [String] {
    sections.flatMap { section in section.keys.map { "\(section.name).\($0.name)" } }
  }

  private static let agent = KeySection(
    path: ["agent"], meaning: "The agent itself.",
    keys: [
      .texts(
        "upgraders", ConfigurationDraftField.agent.at(\.upgraders), 0...16,
        kind: "array of strings",
        distinct: true,
        "Names of other programs that replace node binaries. While one of them runs, orders that stop or start a node are refused.",
        rule: TextRules.process),
      .duration(
        "watch", ConfigurationDraftField.agent.at(\.watchMilliseconds), 1_000...3_600_000,
        "How long a swapped chain has to stay healthy before the swap is done; until then any problem rolls it back to the old release."
      ),
      .duration(
        "ready_timeout", ConfigurationDraftField.agent.at(\.readyTimeoutMilliseconds),
        1_000...86_400_000,
        "How long a node may take from its start until it is ready and healthy, before a swap is rolled back to the old release."
      ),
      .text(
        "health_listen", ConfigurationDraftField.agent.at(\.healthListen),
        kind: "address of loopback and port, or empty",
        #"An address where load balancers on this host can query /healthz and /readyz?chain=CHAIN in addition to the control socket, such as "127.0.0.1:9466". Takes effect when the agent starts."#,
        rule: TextRules.loopback),
    ])
}
