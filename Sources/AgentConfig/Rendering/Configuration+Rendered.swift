extension Configuration {
  /// All effective values as TOML, each with the place it comes from as a comment.
  public func rendered() -> String {
    let draft = ConfigurationDraft(self)
    let usual = ConfigurationDraft()
    let sections = table.sections.filter { section in
      !section.isSpecial || section.keys.contains { $0.read(draft) != $0.read(usual) }
    }
    return sections.map { section in
      let keys = section.keys.map { key in
        let origin = origins["\(section.name).\(key.name)"]?.description ?? "default"
        let value = key.read(draft).toml
        // A comment after an array of several lines would be far from its key.
        return value.contains("\n")
          ? "# \(origin)\n\(key.tomlName) = \(value)\n"
          : "\(key.tomlName) = \(value)  # \(origin)\n"
      }
      return "[\(section.name)]\n" + keys.joined()
    }.joined(separator: "\n")
  }

  /// The keys of this configuration, those of its own roles and versions included.
  var table: KeyTable {
    var roles: [ShippedChain: [String]] = [:]
    var versions = ["unified.command": unified.commandFrom.map(\.version)]
    for (name, settings) in chains {
      guard let chain = ShippedChain(name) else { continue }
      roles[chain] = (settings.ports + settings.unusedPorts).map(\.role)
      let command = "chain.\(name).command"
      versions["\(command).\(chain.node)"] = settings.command.ownFrom.map(\.version)
      versions["\(command).adnet"] = settings.command.unifiedFrom.map(\.version)
    }
    return KeyTable(roles: roles, versions: versions)
  }
}
