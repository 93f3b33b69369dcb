import AgentConfig

/// The file of agent.toml.d that the node's unit and arguments become.
extension ImportPlanner {
  mutating func fragment(_ command: [CommandLine.Word]) -> String {
    let chain = "chain.\(chain.name)"
    let carried = carried(command)
    var text = """
      # Written by "adnet-agent import \(self.chain.name)" from \(node.name).
      [\(chain).command]
      \(self.chain.units.own.dropLast(".service".count)) = \(Self.toml(command))

      """
    if !carried.isEmpty { text += "arguments = \(Self.toml(carried))\n" }
    let unified = unified(with: carried)
    if unified.flatMap(\.words) != self.chain.command.unified, !disabled.isEmpty {
      // Nothing is added to a command that a file gives.
      text += "adnet = \(Self.toml(unified))\n"
    }
    for (role, _, _) in Self.roles {
      if let port = ports[role] {
        text += """
          [\(chain).ports.\(role)]
          enabled = true
          address = \(SettingValue.string(port.address).toml)
          port = \(port.port)

          """
      } else if disabled.contains(role) {
        text += "[\(chain).ports.\(role)]\nenabled = false\n"
      }
    }
    return text + limits(chain)
  }

  private static func toml(_ words: [CommandLine.Word]) -> String {
    SettingValue.strings(words.flatMap(\.words)).toml
  }

  /// The arguments of the unified binary, without the ports that this node doesn't have.
  private func unified(with carried: [CommandLine.Word]) -> [CommandLine.Word] {
    let flags = Set(carried.map(\.flag)).subtracting([""])
    return CommandLine(chain.command.unified).words.filter { word in
      !flags.contains(word.flag)
        && !disabled.contains { role in
          word.value?.contains("{\(role).") == true || word.flag == "--\(role)"
        }
    } + carried
  }

  /// Only what asks for more than ours gives; what is more than agent.toml allows becomes the most.
  private mutating func limits(_ chain: String) -> String {
    let limits = self.chain.limits
    var lines: [String] = []
    if let files = number("LimitNOFILE", most: 1_048_576, "\(1_048_576)"), files > limits.openFiles
    {
      lines.append("open_files = \(files)  # LimitNOFILE=")
    }
    if let tasks = number("TasksMax", most: 4_194_304, "\(4_194_304)"), tasks > limits.tasks {
      lines.append("tasks = \(tasks)  # TasksMax=")
    }
    if let high = node.unit?.effective("MemoryHigh"), let bytes = UInt64(high) {
      lines.append("memory_high = \(SettingValue.string(Self.amount(bytes)).toml)  # MemoryHigh=")
    }
    var text = lines.isEmpty ? "" : "[\(chain).limits]\n" + lines.map { "\($0)\n" }.joined()
    let stop = number("TimeoutStopUSec", most: 3_600_000_000, "1h").map {
      ($0 + 999_999) / 1_000_000
    }
    if let stop, stop * 1_000 > self.chain.timeouts.stopMilliseconds {
      text += "[\(chain).timeouts]\nstop = \"\(stop)s\"  # TimeoutStopSec=\n"
    }
    return text
  }

  private mutating func number(_ key: String, most: UInt64, _ word: String) -> Int? {
    guard let unit = node.unit, let value = unit.effective(key) else { return nil }
    let number = UInt64(value) ?? .max
    guard number > most else { return Int(number) }
    let name = key.replacing("USec", with: "Sec")
    let said = key == name ? value : UnitSettingText.duration(value)
    lost.append("\(name)=\(said) of \(unit.name): \(word) here, the most that agent.toml allows")
    return Int(most)
  }

  /// Exactly, in the largest unit that does.
  private static func amount(_ bytes: UInt64) -> String {
    for (shift, letter) in [(30, "G"), (20, "M")] where bytes % (1 << shift) == 0 {
      return "\(bytes >> shift)\(letter)"
    }
    return "\(max(bytes >> 10, 1))K"
  }
}
