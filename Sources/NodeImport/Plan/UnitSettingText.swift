/// A setting of a unit, as its file would have it.
struct UnitSettingText {
  /// `TimeoutStopSec=2h`
  let text: String
  /// The replacement, if there is more to report than that the setting isn't kept.
  let why: String?

  /// Nil for what ours has as well, or in another way.
  init?(_ setting: ForeignUnit.Setting, of unit: ForeignUnit) {
    guard !Self.kept.contains(setting.key) else { return nil }
    var (name, value, why) = (setting.key, setting.value, String?.none)
    switch setting.key {
    case "After", "Before", "Wants", "Requires", "Conflicts":
      value = Self.own(value.split(separator: " ").map(String.init)).joined(separator: " ")
      if value.isEmpty { return nil }
    case "RequiresMountsFor":
      let usual = ["/tmp", "/var/tmp", unit.effective("WorkingDirectory")]
      let paths = value.split(separator: " ").map(String.init).filter { path in
        !usual.contains(path) && !["/var/", "/run/"].contains(where: path.hasPrefix)
      }
      value = paths.joined(separator: " ")
      if value.isEmpty { return nil }
    case "Slice":
      if unit.name.contains("@"), value.hasPrefix("system-") { return nil }
    case "Restart":
      guard value == "no" else { return nil }
      why = "the new unit restarts it whenever it exits by itself"
    case "KillSignal":
      value = Self.signals[value] ?? value
      why = "the new unit sends SIGTERM"
    case "StandardOutput", "StandardError":
      guard ["file", "append", "truncate", "socket", "fd"].contains(where: value.hasPrefix) else {
        return nil
      }
      why = "the log goes to the journal"
    case "CPUQuotaPerSecUSec":
      name = "CPUQuota"
      value = UInt64(value).map { "\($0 / 10_000)%" } ?? value
    case _ where name.hasSuffix("USec"):
      name = name.dropLast(4) + "Sec"
      value = Self.duration(value)
    case _ where name.hasSuffix("Files"): name = String(name.dropLast())
    default: break
    }
    text = "\(name)=\(value.count > 120 ? value.prefix(120) + "…" : value)"
    self.why = why
  }

  /// Some are written into the fragment, and told where they couldn't be as they were.
  private static let kept: Set<String> = [
    "Description", "Documentation", "Type", "ExecStart", "User", "Group", "WorkingDirectory",
    "RestartUSec", "StartLimitIntervalUSec", "StartLimitBurst", "SyslogIdentifier",
    "SyslogFacility", "LimitNOFILE", "LimitNOFILESoft", "TasksMax", "MemoryHigh",
    "TimeoutStopUSec", "KillMode", "TimeoutStartUSec", "NoNewPrivileges", "PrivateTmp",
    "ProtectSystem", "ProtectHome", "UMask", "OOMScoreAdjust",
    // Told by the variables that came of them.
    "Environment", "EnvironmentFiles", "PassEnvironment",
  ]

  /// Without what every service has, and what is for the network.
  private static func own(_ units: [String]) -> [String] {
    let usual: Set<String> = [
      "basic.target", "sysinit.target", "shutdown.target", "multi-user.target", "local-fs.target",
      "remote-fs.target", "network.target", "network-online.target", "network-pre.target",
      "nss-lookup.target", "time-sync.target", "system.slice", "-.slice",
      "systemd-journald.socket", "systemd-tmpfiles-setup.service", "dbus.socket", "dbus.service",
    ]
    return units.filter { name in
      !usual.contains(name) && !name.hasSuffix(".mount")
        && !(name.hasPrefix("system-") && name.hasSuffix(".slice"))
    }
  }

  private static let signals = [
    "1": "SIGHUP", "2": "SIGINT", "3": "SIGQUIT", "6": "SIGABRT", "9": "SIGKILL", "10": "SIGUSR1",
    "12": "SIGUSR2",
  ]

  static func duration(_ microseconds: String) -> String {
    guard let number = UInt64(microseconds) else { return microseconds }
    let units: [(UInt64, String)] = [
      (3_600_000_000, "h"), (60_000_000, "min"), (1_000_000, "s"), (1_000, "ms"),
    ]
    for (size, word) in units where number >= size && number % size == 0 {
      return "\(number / size)\(word)"
    }
    return "\(number)us"
  }
}
