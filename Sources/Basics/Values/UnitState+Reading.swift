extension UnitState {
  /// True when boot starts the unit.
  public var isEnabled: Bool { fileState == "enabled" }
}

extension UnitState.Load {
  /// Whether systemd could start such a unit, as far as is known.
  package var isUsable: Bool {
    switch self {
    case .loaded, .merged, .stub, .unknown: true
    case .masked, .error, .notFound, .badSetting: false
    }
  }
}
