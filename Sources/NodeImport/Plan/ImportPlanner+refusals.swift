import AgentConfig

/// Refusals for other processes, and for units that would start the old node again.
extension ImportPlanner {
  mutating func refuse(_ text: String, hint: String) {
    refusals.append(.init(text, hint: hint))
  }

  mutating func refuseOthers() {
    if !node.others.isEmpty {
      let list = node.others.map(\.description).joined(separator: ", ")
      refuse(
        "another process of this program runs here: \(list): one network a host, since memory, "
          + "ports and the swap are planned for one node of each chain",
        hint: "stop the other one, and what starts it")
    }
    if let unit = node.unit, !unit.companions.isEmpty {
      let list = unit.companions.map(\.description).joined(separator: ", ")
      refuse(
        "\(unit.name) also runs other processes, which its stop would end: \(list)",
        hint: "give the others a unit of their own")
    }
    if let unit = node.unit,
      chain.units.owners.contains(unit.name) || unit.name.hasPrefix("adnet@")
    {
      refuse(
        "\(unit.name) is the name of a unit of this package",
        hint: "run the node from a unit of another name first")
    }
    let program = Self.name(of: node.executable)
    if program != chain.program,
      let other = ShippedChain.allCases.first(where: { $0.node == program })
    {
      refuse(
        "it runs \(program), and the program of chain \(chain.name) is \(chain.program)",
        hint: "import it as chain \(other.rawValue)")
    }
    let own = CommandLine(node.arguments).network
    for (other, network) in networks.sorted(by: { $0.key < $1.key }) where network != own {
      refuse(
        "it is a node of \(own), and chain \(other) here is of \(network): one network a host",
        hint: "move it to a server of its own")
    }
  }

  mutating func refuseStarters() {
    guard case .userUnit(let name, let account) = node.origin, node.isEnabledForUser else { return }
    refuse(
      "\(name) of \(account)'s own systemd starts the node, at each login or boot",
      hint: "systemctl --user -M \(account)@ disable \(name)")
  }
}
