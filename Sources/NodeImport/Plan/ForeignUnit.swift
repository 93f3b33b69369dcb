/// A unit that isn't ours and runs a node.
public struct ForeignUnit: Hashable, Codable, Sendable {
  /// The Id, such as `alphaos-node.service`: an alias is another name of it.
  public var name: String
  /// The name that was asked for: an alias, or the same as its name.
  public var calledBy: String
  /// The path of its file, as systemd read it; empty without one.
  public var file: String
  public var isEnabled: Bool
  /// Made at run time (`systemd-run`): gone when it has ended.
  public var isTransient: Bool
  /// The process that systemd signals: the node, or a script that started it. 0 for none.
  public var mainProcess: Int32
  /// `control-group`, `mixed`, `process` or `none`.
  public var killMode: String
  /// Active units that a stop of it takes down (RequiredBy, BoundBy, ConsistsOf), or
  /// that start it again (UpheldBy).
  public var dependents: [String]
  /// Active units that start it: sockets, timers, paths (TriggeredBy).
  public var triggers: [String]
  /// The differences from a unit without settings, by the names of systemd's properties
  /// (`TimeoutStopUSec`): times in microseconds, sizes in bytes, `infinity`. No values of secrets.
  public var effective: [Setting]
  /// Other processes in its control group.
  public var companions: [NamedProcess]

  public struct Setting: Hashable, Codable, Sendable {
    public var section: String
    public var key: String
    public var value: String

    public init(_ section: String, _ key: String, _ value: String) {
      self.section = section
      self.key = key
      self.value = value
    }
  }

  public init(
    name: String, calledBy: String? = nil, file: String, isEnabled: Bool,
    isTransient: Bool = false, mainProcess: Int32 = 0, killMode: String = "control-group",
    dependents: [String] = [], triggers: [String] = [], effective: [Setting] = [],
    companions: [NamedProcess] = []
  ) {
    self.name = name
    self.calledBy = calledBy ?? name
    self.file = file
    self.isEnabled = isEnabled
    self.isTransient = isTransient
    self.mainProcess = mainProcess
    self.killMode = killMode
    self.dependents = dependents
    self.triggers = triggers
    self.effective = effective
    self.companions = companions
  }

  public func effective(_ key: String) -> String? { effective.last { $0.key == key }?.value }
}

extension ForeignUnit {
  private enum CodingKeys: String, CodingKey {
    // As systemd calls a unit's own file.
    case file = "fragment"
    case name, calledBy, isEnabled, isTransient, mainProcess, killMode, dependents, triggers
    case effective, companions
  }

  /// Records of 0.2.0 have less of it.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let name = try values.decode(String.self, forKey: .name)
    self.init(
      name: name, calledBy: try values.decodeIfPresent(String.self, forKey: .calledBy),
      file: try values.decode(String.self, forKey: .file),
      isEnabled: try values.decode(Bool.self, forKey: .isEnabled),
      isTransient: try values.decodeIfPresent(Bool.self, forKey: .isTransient) ?? false,
      mainProcess: try values.decodeIfPresent(Int32.self, forKey: .mainProcess) ?? 0,
      killMode: try values.decodeIfPresent(String.self, forKey: .killMode) ?? "control-group",
      dependents: try values.decodeIfPresent([String].self, forKey: .dependents) ?? [],
      triggers: try values.decodeIfPresent([String].self, forKey: .triggers) ?? [],
      effective: try values.decodeIfPresent([Setting].self, forKey: .effective) ?? [],
      companions: try values.decode([NamedProcess].self, forKey: .companions))
  }
}
