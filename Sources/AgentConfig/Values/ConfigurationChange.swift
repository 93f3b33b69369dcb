public import Basics

/// One key that two configurations have different values of, and when the new one takes effect.
public struct ConfigurationChange: Hashable, Sendable {
  public enum Effect: Hashable, Sendable {
    case now
    /// With the chain's next generation: `restart` makes one, and so does a swap.
    case restart(ChainName, together: Bool)
    /// When the chain is stopped and started.
    case stopAndStart(ChainName, together: Bool)
    /// When this unit gets a generation that has it: it runs none now, or another version.
    case whenUsed(String)
    case agentRestart
  }

  /// Dotted, such as `chain.alpha.command.alphaos`.
  public let key: String
  /// As TOML.
  public let old: String
  public let new: String
  public let effect: Effect
}

extension ConfigurationChange.Effect {
  /// The command that makes it take effect; nil if none is needed.
  public var command: String? {
    func order(_ verb: String, _ chain: ChainName, _ together: Bool) -> String {
      "adnet-agent \(verb) \(chain)\(together ? " --together" : "")"
    }
    switch self {
    case .now, .whenUsed: return nil
    case .restart(let chain, let together): return order("restart", chain, together)
    case .stopAndStart(let chain, let together):
      return order("stop", chain, together) + " && " + order("start", chain, together)
    case .agentRestart: return "systemctl restart adnet-agent"
    }
  }
}

extension Configuration {
  /// The differences between this configuration and `old`, in the order of the keys.
  public func changes(from old: Configuration, running: RunningNodes) -> [ConfigurationChange] {
    let (before, after) = (ConfigurationDraft(old), ConfigurationDraft(self))
    var changes: [ConfigurationChange] = []
    var told: Set<String> = []
    // Of the old one, too: it may have ports and versions that are gone.
    for section in table.sections + old.table.sections {
      for key in section.keys where told.insert("\(section.name).\(key.name)").inserted {
        let (was, now) = (key.read(before).toml, key.read(after).toml)
        guard was != now, !isDerived(section, key, old) else { continue }
        changes.append(
          ConfigurationChange(
            key: "\(section.name).\(key.name)", old: was, new: now,
            effect: effect(of: section.path + [key.name], from: old, running)))
      }
    }
    return changes
  }

  /// A command that no file gives only follows from ports and `arguments`, whose change is told.
  private func isDerived(_ section: KeySection, _ key: Key, _ old: Configuration) -> Bool {
    let path = "\(section.name).\(key.name)"
    return key.from != nil && origins[path] == nil && old.origins[path] == nil
  }

  private func effect(
    of path: [String], from old: Configuration, _ running: RunningNodes
  ) -> ConfigurationChange.Effect {
    switch (path.first, path.dropFirst().first) {
    case ("agent", "health_listen"): return .agentRestart
    case ("unified", _):
      guard
        let node = running.nodes.sorted(by: { $0.key < $1.key }).first(where: { isShared($0.value) }
        )
      else { return .whenUsed("adnet.service") }
      return .restart(node.key, together: true)
    case ("chain", let text?):
      guard let name = ChainName(text), let chain = chains[name], let node = running.nodes[name]
      else { return .now }
      let next = start(node.unit, release: node.release)
      let effect = effect(
        of: Array(path.dropFirst(2)), chain, old.chains[name], node,
        isUnchanged: next == old.start(node.unit, release: node.release))
      // What was taken back before it took effect: the node has it.
      switch effect {
      case .restart, .stopAndStart:
        return next == node.start ? .now : effect
      case .now, .whenUsed, .agentRestart: return effect
      }
    default: return .now
    }
  }

  private func isShared(_ node: RunningNodes.Node) -> Bool {
    orderedChains.first?.units.shared == node.unit
  }

  /// - Parameters:
  ///   - path: below `[chain.X]`.
  ///   - isUnchanged: what runs would be started with the same as before.
  private func effect(
    of path: [String], _ chain: ChainConfiguration, _ old: ChainConfiguration?,
    _ node: RunningNodes.Node, isUnchanged: Bool
  ) -> ConfigurationChange.Effect {
    let isShared = isShared(node)
    let restart = ConfigurationChange.Effect.restart(chain.name, together: isShared)
    switch (path.first, path.dropFirst().first) {
    case ("user", _): return restart
    case ("command", let key?):
      if ["compare_features", "check_flags", "check_ports"].contains(key) { return .now }
      if key == "arguments" {
        let others = node.unit == chain.units.own ? chain.units.unified : chain.units.own
        return isUnchanged ? .whenUsed(others) : restart
      }
      let isUnified = key.hasPrefix(ProgramName.unified)
      let unit = isUnified ? chain.units.unified : chain.units.own
      // Of what runs, it may be the command of another version.
      return unit == node.unit && !isUnchanged ? restart : .whenUsed(unit)
    case ("environment", _): return isShared ? .whenUsed(chain.units.own) : restart
    case ("ports", let role?):
      let (was, now) = (old?.port(role), chain.port(role))
      let isSame = was?.endpoint == now?.endpoint && was?.isHeld == now?.isHeld
      let isHeld = was?.isHeld == true || now?.isHeld == true
      return isHeld && !isSame ? .stopAndStart(chain.name, together: isShared) : restart
    case ("limits", _), ("timeouts", _): return restart
    case ("restart", let key?): return key == "heal" ? .now : restart
    default: return .now
    }
  }
}
