/// Values that can be read, and that no node could run with.
extension CrossChecks {
  func uselessValues(_ hasAccount: (String) -> Bool) -> [ConfigurationDiagnostic] {
    ShippedChain.allCases.flatMap { chain in
      let added = "chain.\(chain.rawValue).command.arguments"
      let words = commands(of: chain).flatMap { key, words in
        (origins[key] != nil ? blanks(key, words) : [])
          + missingPorts(chain, key, words) { "{\($0).\($1)}" }
      }
      return account(chain, hasAccount) + words
        + blanks(added, draft[chain].settings.command.additional) + ledgers(of: chain)
    } + unifiedCommands() + clashes() + tooLong()
  }

  /// Settings that are too long for a supervisor to read.
  private func tooLong() -> [ConfigurationDiagnostic] {
    let configuration = draft.configuration(origins: [:])
    return configuration.nodeUnits.compactMap { unit in
      guard let start = configuration.start(unit), start.text.utf8.count >= NodeStart.limit else {
        return nil
      }
      return problem(
        at: [],
        "command and environment of \(unit) exceed the limit of \(NodeStart.limit - 1) bytes",
        hint: "move options to a file that the node reads")
    }
  }

  /// Only one that a file names: those of the package are made with it.
  private func account(
    _ chain: ShippedChain, _ exists: (String) -> Bool
  ) -> [ConfigurationDiagnostic] {
    let (key, user) = ("chain.\(chain.rawValue).user", draft[chain].settings.user)
    guard origins[key] != nil, !exists(user) else { return [] }
    return [
      problem(
        at: [key], "\(key): this host has no account \(user)",
        hint: "useradd --system --shell /usr/sbin/nologin \(user)")
    ]
  }

  /// One process can't be told both. Of no concern where a file gives its command.
  private func clashes() -> [ConfigurationDiagnostic] {
    guard origins[KeyTable.unifiedCommand] == nil else { return [] }
    let chains = draft.configuration(origins: [:]).orderedChains
    return Configuration.sharedArguments(chains).clashes.map { clash in
      let key = "chain.\(clash.chain.name).command.arguments"
      let other = "chain.\(clash.other.name).command.arguments"
      let place = origins[other].map { " (\($0))" } ?? ""
      func words(_ group: OptionWords) -> String { group.words.joined(separator: " ") }
      return problem(
        at: [key],
        "\(key) has \(words(clash.mine)), \(other)\(place) has \(words(clash.others))",
        hint:
          "adnet.service is one process for both chains: give both the same, or the whole command "
          + "in [unified]",
        element: clash.chain.command.additional.firstIndex { $0.hasPrefix(clash.mine.name) })
    }
  }

  /// The commands that a file sets or adds to: the defaults need no check.
  private func commands(of chain: ShippedChain) -> [(key: String, words: [String])] {
    let (command, section) = (draft[chain].settings.command, "chain.\(chain.rawValue).command")
    let all =
      [("\(section).\(chain.node)", command.own), ("\(section).adnet", command.unified)]
      + command.ownFrom.map { ("\(section).\(chain.node)@\($0.version)", $0.arguments) }
      + command.unifiedFrom.map { ("\(section).adnet@\($0.version)", $0.arguments) }
    let isAddedTo = origins["\(section).arguments"] != nil
    return all.filter { origins[$0.0] != nil || isAddedTo }
  }

  private func unifiedCommands() -> [ConfigurationDiagnostic] {
    let all =
      [(KeyTable.unifiedCommand, draft.unified.command)]
      + draft.unified.commandFrom.map {
        ("\(KeyTable.unifiedCommand)@\($0.version)", $0.arguments)
      }
    return all.filter { origins[$0.0] != nil }.flatMap { key, words in
      blanks(key, words) + ledgers(key, words)
        + ShippedChain.allCases.flatMap { chain in
          missingPorts(chain, key, words) { "{\(chain.rawValue).\($0).\($1)}" }
        }
    }
  }

  /// `--network 1` in one word is an option of that whole name to the node.
  private func blanks(_ key: String, _ words: [String]) -> [ConfigurationDiagnostic] {
    words.indices.compactMap { index in
      let flag = words[index].prefix { $0 != " " && $0 != "=" }
      guard flag.hasPrefix("-"), flag.count > 1, flag.count < words[index].count,
        words[index].dropFirst(flag.count).first == " "
      else { return nil }
      let value = words[index].dropFirst(flag.count).drop { $0 == " " }
      return problem(
        at: [key], "\(key) has \(SettingValue.quoted(words[index])) as one word",
        hint:
          "write the option and its value separately: \(SettingValue.quoted(String(flag))), "
          + SettingValue.quoted(String(value)), element: index)
    }
  }

  /// A node that isn't told a port takes its own default, and isn't where it is looked for.
  private func missingPorts(
    _ chain: ShippedChain, _ key: String, _ words: [String],
    placeholder: (_ role: String, _ part: String) -> String
  ) -> [ConfigurationDiagnostic] {
    guard draft[chain].settings.command.checksPorts else { return [] }
    let missing = draft[chain].ports.filter { port in
      let (role, number) = (port.settings.role, "\(port.settings.port)")
      return port.isEnabled && ["rest", "ws", "p2p", "bft"].contains(role)
        && !words.contains { word in
          word.contains(placeholder(role, "endpoint")) || word.contains(placeholder(role, "port"))
            || word.split { !$0.isNumber }.contains { $0 == number }
        }
    }
    guard !missing.isEmpty else { return [] }
    let names = missing.map { "\($0.settings.role) (\($0.settings.port))" }
      .joined(separator: ", ")
    let words = missing.map { placeholder($0.settings.role, "endpoint") }.joined(separator: " ")
    let section = "chain.\(chain.rawValue)"
    return [
      problem(
        at: [key, "\(section).command.arguments"],
        "\(key) doesn't give the node these ports of \(section): \(names)",
        hint:
          "add \(words); or set enabled = false in [\(section).ports.ROLE], or check_ports = false "
          + "in [\(section).command] if the node gets its ports from elsewhere")
    ]
  }
}
