import AgentConfig

/// A unit's properties as systemd gives them over the bus, and those of a unit that says nothing.
/// What differs between the two is what its files, drop-ins and `set-property` made of it.
public struct ForeignUnitProperties: Sendable {
  /// Of a list the elements, of a struct the values.
  public typealias Values = [String: [[String]]]

  let unit: Values
  let service: Values
  let plainUnit: Values
  let plainService: Values
  /// systemd's own, whose `DefaultTimeoutStopUSec` is the TimeoutStopUSec of who says nothing.
  let manager: Values

  /// - Parameter plainUnit: of a name that no file has: systemd answers for it, too.
  public init(
    unit: Values, service: Values, plainUnit: Values, plainService: Values, manager: Values
  ) {
    self.unit = unit
    self.service = service
    self.plainUnit = plainUnit
    self.plainService = plainService
    self.manager = manager
  }

  public func text(_ name: String) -> String {
    (service[name] ?? unit[name])?.first?.first ?? ""
  }

  public func list(_ name: String) -> [String] { (unit[name] ?? []).flatMap(\.self) }

  /// The settings that differ, sorted by name; `Restart=` in any case.
  public var effective: [ForeignUnit.Setting] {
    var settings: [ForeignUnit.Setting] = []
    for name in unit.keys.sorted() where Self.ofUnit.contains(name) {
      settings += self.settings("Unit", name, unit[name] ?? [], plainUnit[name])
    }
    for name in service.keys.sorted() where !Self.isState(name) && !isDerived(name) {
      settings += self.settings("Service", name, service[name] ?? [], plainService[name])
    }
    return settings
  }

  private func settings(
    _ section: String, _ name: String, _ rows: [[String]], _ plain: [[String]]?
  ) -> [ForeignUnit.Setting] {
    // An empty list says nothing, whatever others have.
    guard rows != usual(name, plain), name == "Restart" || !rows.allSatisfy(Self.isEmpty) else {
      return []
    }
    return Self.texts(name, rows).map { name, value in
      // Names of variables and credentials are no secrets.
      let mayBeSecret =
        !["Environment", "SetCredential"].contains(name) && Secrets.speaksOfSecrets(value)
      return ForeignUnit.Setting(section, name, mayBeSecret ? "…" : value)
    }
  }

  private static func isEmpty(_ row: [String]) -> Bool { row.allSatisfy(\.isEmpty) }

  private func usual(_ name: String, _ plain: [[String]]?) -> [[String]]? {
    switch name {
    // Told in any case: "no" is what a unit without a word has, and not what ours does.
    case "Restart": nil
    case "Slice": [["system.slice"]]
    case "Type": [["simple"]]
    // Nobody waits for either.
    case "WatchdogUSec": service[name] == [["0"]] ? [["0"]] : [["infinity"]]
    default: manager["Default\(name)"] ?? plain
    }
  }

  /// Whether a setting follows another one unless a file says more, and is reported with that one.
  private func isDerived(_ name: String) -> Bool {
    switch name {
    case "TimeoutAbortUSec": service[name] == service["TimeoutStopUSec"]
    case "RestartKillSignal": service[name] == service["KillSignal"]
    case "RemoveIPC", "RestrictSUIDSGID", "NotifyAccess": true
    case _ where name.hasSuffix("Ex") || name.hasSuffix("Symlink"): true
    default: false
    }
  }

  /// Whether a property is the unit's state, not its setting.
  private static func isState(_ name: String) -> Bool {
    let names: Set<String> = [
      "NRestarts", "NFileDescriptorStore", "ControlGroup", "ControlGroupId", "CPUUsageNSec", "UID",
      "GID", "IOReadBytes", "IOReadOperations", "IOWriteBytes", "IOWriteOperations", "StatusText",
      "StatusErrno", "StatusBusError", "StatusVarlinkError", "MemoryAvailable",
    ]
    return names.contains(name)
      || ["ExecMain", "Effective", "IPIngress", "IPEgress"].contains(where: name.hasPrefix)
      || ["PID", "FDId", "Timestamp", "TimestampMonotonic", "Current", "Peak", "Result", "Kills"]
        .contains(where: name.hasSuffix)
      || name == "RestartUSecNext"
  }

  /// Most of what the bus tells of a unit in general is state, or the other end of a dependency.
  private static let ofUnit: Set<String> = [
    "After", "AllowIsolate", "Asserts", "Before", "BindsTo", "CollectMode", "Conditions",
    "Conflicts", "FailureAction", "IgnoreOnIsolate", "JobTimeoutAction", "JobTimeoutUSec",
    "JoinsNamespaceOf", "OnFailure", "OnSuccess", "PartOf", "PropagatesReloadTo",
    "PropagatesStopTo", "RefuseManualStart", "RefuseManualStop", "ReloadPropagatedFrom",
    "Requires", "RequiresMountsFor", "Requisite", "StartLimitAction", "StartLimitBurst",
    "StartLimitIntervalUSec", "StopPropagatedFrom", "StopWhenUnneeded", "SuccessAction", "Upholds",
    "Wants",
  ]

  // MARK: As text

  private static func texts(_ name: String, _ rows: [[String]]) -> [(String, String)] {
    switch name {
    case "Asserts", "Conditions":
      // (type, trigger, negate, parameter, state)
      return rows.filter { $0.count >= 4 }.map { ($0[0], ($0[2] == "yes" ? "!" : "") + $0[3]) }
    case "Environment":
      // Their values may be secrets.
      return [
        (name, rows.flatMap(\.self).map { String($0.prefix { $0 != "=" }) }.joined(separator: " "))
      ]
    case _ where name.hasPrefix("Exec") && rows.allSatisfy({ $0.count > 9 }):
      // (path, arguments, ignores failure, 4 times, process, code, status)
      return rows.map { row in
        (name, Secrets.shown([row[0]] + row[2..<row.count - 8]).joined(separator: " "))
      }
    case "EnvironmentFiles", "SetCredential", "SetCredentialEncrypted":
      return rows.map { (name, $0.first ?? "") }
    case "BindPaths", "BindReadOnlyPaths", "LoadCredential", "LoadCredentialEncrypted":
      return rows.map { (name, $0.prefix(2).joined(separator: ":")) }
    default: return [(name, rows.map { $0.joined(separator: " ") }.joined(separator: " "))]
    }
  }
}
