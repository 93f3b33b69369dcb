import AgentConfig

/// What its unit said, and the fragment of the configuration.
extension ImportPlanner {
  /// What ours has as well, or in another way.
  private static let kept: Set<String> = [
    "Description", "Documentation", "Type", "ExecStart", "User", "Group", "WorkingDirectory",
    "Restart", "RestartSec", "StartLimitIntervalSec", "StartLimitBurst", "SyslogIdentifier",
    "StandardOutput", "StandardError", "SyslogFacility", "LimitNOFILE", "TasksMax", "MemoryHigh",
    "TimeoutStopSec", "KillMode", "KillSignal", "TimeoutStartSec", "NoNewPrivileges", "PrivateTmp",
    "ProtectSystem", "ProtectHome", "UMask", "OOMScoreAdjust",
    // Told by the variables that came of them.
    "Environment", "EnvironmentFile", "PassEnvironment",
  ]
  private static let network = ["network.target", "network-online.target", "nss-lookup.target"]

  mutating func takeUnit() {
    guard let unit = node.unit else {
      if case .process(let parent) = node.origin {
        lost.append("\(parent), which started it: what it does to keep it running has to be ended")
      }
      return
    }
    for setting in unit.effective where !Self.kept.contains(setting.key) {
      guard setting.section == "Unit" || setting.section == "Service" else { continue }
      let words = setting.value.split(separator: " ").map(String.init)
      if ["After", "Wants", "Requires"].contains(setting.key),
        words.allSatisfy(Self.network.contains)
      {
        continue
      }
      lost.append("\(setting.key)=\(setting.value) of \(unit.name)")
    }
  }

  private func last(_ key: String) -> String? {
    node.unit?.effective.last { $0.section == "Service" && $0.key == key }?.value
  }

  func fragment(_ arguments: [String]) -> String {
    let chain = "chain.\(chain.name)"
    var text = """
      # Written by "adnet-agent import \(self.chain.name)" from \(node.name).
      [\(chain).command]
      \(self.chain.units.own.dropLast(".service".count)) = \(SettingValue.strings(arguments).toml)

      """
    if unified != self.chain.command.unified {
      text += "adnet = \(SettingValue.strings(unified).toml)\n"
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

  /// The arguments of the unified binary, without the ports that this node doesn't have.
  private var unified: [String] {
    CommandLine(chain.command.unified).words.filter { word in
      !disabled.contains { role in
        word.value?.contains("{\(role).") == true || word.flag == "--\(role)"
      }
    }.flatMap(\.words)
  }

  /// Only what asks for more than ours gives.
  private func limits(_ chain: String) -> String {
    var text = ""
    let files = last("LimitNOFILE")?.split(separator: ":").first.flatMap { Int($0) } ?? 0
    let tasks = last("TasksMax").flatMap { Int($0) } ?? 0
    var lines: [String] = []
    if files > self.chain.limits.openFiles { lines.append("open_files = \(min(files, 1 << 20))") }
    if tasks > self.chain.limits.tasks { lines.append("tasks = \(tasks)") }
    if let high = last("MemoryHigh"), high != "infinity" {
      lines.append("memory_high = \(SettingValue.string(high).toml)")
    }
    if !lines.isEmpty { text += "[\(chain).limits]\n" + lines.map { "\($0)\n" }.joined() }
    if let stop = seconds(last("TimeoutStopSec")),
      stop * 1_000 > self.chain.timeouts.stopMilliseconds
    {
      text += "[\(chain).timeouts]\nstop = \"\(stop)s\"\n"
    }
    return text
  }

  /// `300`, `300s`, `5min` (systemd.time(7)); nil for what is written in another way.
  private func seconds(_ text: String?) -> Int? {
    guard let text else { return nil }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits) else { return nil }
    switch text.dropFirst(digits.count) {
    case "", "s", "sec": return number
    case "min", "m": return number * 60
    default: return nil
    }
  }
}
