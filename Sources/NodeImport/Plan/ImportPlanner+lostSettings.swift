import AgentConfig

/// The settings of its unit that ours doesn't have.
extension ImportPlanner {
  mutating func takeUnit() {
    switch node.origin {
    case .process:
      let parents =
        node.parents.isEmpty ? "unknown" : node.parents.joined(separator: " < ")
      lost.append(
        "what started it (\(parents)): end it, or it may start the old node again while the new one runs"
      )
    case .userUnit(let name, let account):
      lost.append("\(name) in \(account)'s own systemd: it must not be started again")
    case .unit(let unit): tell(unit)
    }
  }

  private mutating func tell(_ unit: ForeignUnit) {
    if unit.calledBy != unit.name {
      lost.append("\(unit.calledBy) is another name of \(unit.name)")
    }
    for name in unit.dependents {
      lost.append(
        "\(name) needs \(unit.name): it is stopped with it, and can't start until it needs "
          + "\(chain.units.own) instead")
    }
    for name in unit.triggers {
      lost.append("\(name) starts \(unit.name): disable it, since that can't start any more")
    }
    if unit.mainProcess != 0, unit.mainProcess != node.process {
      let command = unit.effective("ExecStart") ?? "a script"
      lost.append(
        "ExecStart=\(command) of \(unit.name), which starts the node: the new unit starts it directly"
      )
    }
    if unit.killMode != "control-group" {
      lost.append(
        "KillMode=\(unit.killMode) of \(unit.name): the new unit ends all of its processes")
    }
    for setting in unit.effective {
      guard let told = UnitSettingText(setting, of: unit) else { continue }
      lost.append("\(told.text) of \(unit.name)\(told.why.map { ": \($0)" } ?? "")")
    }
  }
}
