import Basics

/// The checks that need several keys: values that don't go together.
struct CrossChecks {
  let draft: ConfigurationDraft
  let origins: [String: Configuration.Origin]
  private let elementLines: [String: [Int]]
  /// Names the file where a problem has no line of its own.
  private let fallback: String

  init(_ reading: ConfigurationFileReader, fallback: String) {
    draft = reading.draft
    origins = reading.origins
    elementLines = reading.elementLines
    self.fallback = fallback
  }

  func problems() -> [ConfigurationDiagnostic] {
    ShippedChain.allCases.flatMap(problems(of:)) + sharedPorts() + unifiedPlaceholders()
      + variables("unified.environment", draft.unified.environment)
  }

  private func problems(of chain: ShippedChain) -> [ConfigurationDiagnostic] {
    var problems = missingPorts(chain) + unholdablePorts(chain) + backoff(chain)
    problems += placeholders(chain) + peers(chain) + activation(chain) + queries(chain)
    problems += variables(
      "chain.\(chain.rawValue).environment", draft[chain].settings.environment)
    return problems
  }

  private func missingPorts(_ chain: ShippedChain) -> [ConfigurationDiagnostic] {
    draft[chain].ports.filter {
      $0.isEnabled && $0.settings.port == ConfigurationDraft.Port.missing
    }.map {
      let section = Self.section(chain, $0.settings.role)
      let roles = ChainConfiguration(of: chain).ports.map(\.role)
      let meant = SpellingSuggestion.nearest($0.settings.role, among: roles)
      return problem(
        at: ["address", "held", "ready", "enabled"].map { "\(section).\($0)" },
        "\(section) has no port",
        hint: meant.map { "did you mean chain.\(chain.rawValue).ports.\($0)?" }
          ?? "a role of your own needs the key port")
    }
  }

  private func unholdablePorts(_ chain: ShippedChain) -> [ConfigurationDiagnostic] {
    draft[chain].ports.filter {
      $0.isEnabled && $0.settings.isHeld && !chain.holdableRoles.contains($0.settings.role)
    }.map {
      let section = Self.section(chain, $0.settings.role)
      return problem(
        at: ["\(section).held"], "\(section) can't be held: there is no socket unit for it",
        hint: "chain \(chain.rawValue) can hold \(chain.holdableRoles.joined(separator: " and "))")
    }
  }

  private func backoff(_ chain: ShippedChain) -> [ConfigurationDiagnostic] {
    let restart = draft[chain].settings.restart
    guard restart.backoffFirstMilliseconds > restart.backoffCapMilliseconds else { return [] }
    let section = "chain.\(chain.rawValue).restart"
    return [
      problem(
        at: ["\(section).backoff_first", "\(section).backoff_cap"],
        "\(section).backoff_first is longer than backoff_cap", hint: nil)
    ]
  }

  /// One URL can't be two nodes, nor one validator at two places.
  private func peers(_ chain: ShippedChain) -> [ConfigurationDiagnostic] {
    let key = "chain.\(chain.rawValue).peers.urls"
    let own = draft[chain].settings.quorum.address
    let members = draft[chain].settings.peers.members
    return members.indices.compactMap { index in
      let (member, before) = (members[index], members[..<index])
      let text: String
      if before.contains(where: { $0.url == member.url }) {
        text = "\(key) has \(member.url) twice"
      } else if let address = member.address, before.contains(where: { $0.address == address }) {
        text = "\(key) has the validator \(address) twice"
      } else if let address = member.address, address == own {
        text = "\(key) has this node's own address, as quorum.address says"
      } else {
        return nil
      }
      return problem(at: [key], text, hint: nil, element: index)
    }
  }

  private func activation(_ chain: ShippedChain) -> [ConfigurationDiagnostic] {
    let activation = draft[chain].settings.activation
    guard activation.height > 0, activation.version.isEmpty else { return [] }
    let section = "chain.\(chain.rawValue).activation"
    return [
      problem(
        at: ["\(section).height"], "\(section) has a height but no version",
        hint: "set the first version that supports the chain from that height on")
    ]
  }

  private func sharedPorts() -> [ConfigurationDiagnostic] {
    let all = ShippedChain.allCases.flatMap { chain in
      draft[chain].ports.filter {
        $0.isEnabled && $0.settings.port != ConfigurationDraft.Port.missing
      }.map {
        (section: Self.section(chain, $0.settings.role), settings: $0.settings)
      }
    }
    return pairs(all).compactMap { a, b in
      guard a.settings.clashes(with: b.settings) else { return nil }
      let first = "\(a.section) (\(a.settings.endpoint), \(place(of: a.section)))"
      return problem(
        at: [
          "\(b.section).port", "\(b.section).address", "\(a.section).port", "\(a.section).address",
        ],
        "port \(b.settings.port) of \(b.section) (\(b.settings.endpoint)) is also used by \(first)",
        hint: "two nodes on one port don't fail: one silently moves to a random port")
    }
  }

  private func placeholders(_ chain: ShippedChain) -> [ConfigurationDiagnostic] {
    let configuration = draft.configuration(origins: [:])
    guard let settings = configuration.chains[chain.name] else { return [] }
    let known = settings.placeholderValues(program: "", home: "").keys.sorted()
    let ledger = settings.ledger
    let command = settings.command
    // What was added to a default is looked at where it was written.
    func own(_ key: String, _ words: [String]) -> [String] {
      origins["chain.\(chain.rawValue).\(key)"] != nil
        ? words : words.filter { !command.additional.contains($0) }
    }
    var texts = [
      "command.\(chain.node)": own("command.\(chain.node)", command.own),
      "command.adnet": own("command.adnet", command.unified),
      "environment": settings.environment, "command.arguments": command.additional,
      "ledger.path": [ledger.path], "ledger.adnet_path": [ledger.unifiedPath],
      "ledger.convert": ledger.conversion,
    ]
    for one in command.ownFrom { texts["command.\(chain.node)@\(one.version)"] = one.arguments }
    for one in command.unifiedFrom { texts["command.adnet@\(one.version)"] = one.arguments }
    return texts.sorted { $0.key < $1.key }.flatMap { name, texts in
      unknown(in: texts, of: "chain.\(chain.rawValue).\(name)", known: known) {
        Self.section(chain, $0)
      }
    }
  }

  /// The default needs no look: it follows the ports.
  private func unifiedPlaceholders() -> [ConfigurationDiagnostic] {
    let known = draft.configuration(origins: [:]).placeholderValues(program: "").keys.sorted()
    let unified = draft.unified
    var texts = ["unified.environment": unified.environment]
    if origins[KeyTable.unifiedCommand] != nil { texts[KeyTable.unifiedCommand] = unified.command }
    for one in unified.commandFrom {
      texts["\(KeyTable.unifiedCommand)@\(one.version)"] = one.arguments
    }
    return texts.sorted { $0.key < $1.key }.flatMap { key, texts in
      unknown(in: texts, of: key, known: known) {
        "chain." + $0.replacing(".", with: ".ports.", maxReplacements: 1)
      }
    }
  }

  /// Of two values for one variable nobody knows which the node gets.
  private func variables(_ key: String, _ texts: [String]) -> [ConfigurationDiagnostic] {
    let names = texts.map { $0.prefix { $0 != "=" } }
    return names.indices.filter { names[..<$0].contains(names[$0]) }.map {
      problem(at: [key], "\(key) has \(names[$0]) twice", hint: nil, element: $0)
    }
  }

  /// - Parameter section: that of the port which a placeholder without its last part names.
  private func unknown(
    in arguments: [String], of key: String, known: [String], section: (String) -> String
  ) -> [ConfigurationDiagnostic] {
    arguments.enumerated().flatMap { index, argument in
      Template.placeholders(in: argument).filter { !known.contains($0) }.map { placeholder in
        let port = placeholder.split(separator: ".").dropLast().joined(separator: ".")
        return unknown(
          placeholder, in: key, at: index, enabled: "\(section(port)).enabled", known: known)
      }
    }
  }

  private func unknown(
    _ placeholder: String, in key: String, at index: Int, enabled: String, known: [String]
  ) -> ConfigurationDiagnostic {
    let hint =
      origins[enabled] != nil
      ? "the port is disabled: remove it from \(key)"
      : SpellingSuggestion.nearest(placeholder, among: known).map { "did you mean {\($0)}?" }
        ?? "known here: \(known.map { "{\($0)}" }.joined(separator: " "))"
    let text = "\(key) has the unknown placeholder {\(placeholder)}"
    guard let origin = origins[key], let lines = elementLines[key], lines.indices.contains(index)
    else { return problem(at: [enabled], text, hint: hint) }
    return ConfigurationDiagnostic(file: origin.file, line: lines[index], text: text, hint: hint)
  }

  static func section(_ chain: ShippedChain, _ role: String) -> String {
    "chain.\(chain.rawValue).ports.\(role)"
  }

  private func place(of section: String) -> String {
    (origins["\(section).port"] ?? origins["\(section).address"])?.description ?? "by default"
  }

  /// A problem at the first of `keys` that was given in a file.
  /// - Parameter element: of the array that has the problem.
  func problem(
    at keys: [String], _ text: String, hint: String?, element: Int? = nil
  ) -> ConfigurationDiagnostic {
    let key = keys.first { origins[$0] != nil }
    let lines = key.flatMap { elementLines[$0] } ?? []
    let line = element.flatMap { lines.indices.contains($0) ? lines[$0] : nil }
    let origin = key.flatMap { origins[$0] }
    return ConfigurationDiagnostic(
      file: origin?.file ?? fallback, line: line ?? origin?.line ?? 1, text: text, hint: hint)
  }

  private func pairs<Element>(_ elements: [Element]) -> [(Element, Element)] {
    elements.indices.flatMap { i in
      elements[(i + 1)...].map { (elements[i], $0) }
    }
  }
}
