import HostCore

/// Where in a draft the value of a key is.
struct ConfigurationDraftField<Value>: Sendable {
  let get: @Sendable (ConfigurationDraft) -> Value
  let set: @Sendable (inout ConfigurationDraft, Value) -> Void

  /// A part of the value.
  func at<Part>(_ part: any WritableKeyPath<Value, Part> & Sendable) -> ConfigurationDraftField<
    Part
  > {
    ConfigurationDraftField<Part>(
      get: { get($0)[keyPath: part] },
      set: { draft, new in
        var value = get(draft)
        value[keyPath: part] = new
        set(&draft, value)
      })
  }
}

extension ConfigurationDraftField where Value == AgentSettings {
  static let agent = ConfigurationDraftField(get: { $0.agent }, set: { $0.agent = $1 })
}

extension ConfigurationDraftField where Value == HostSettings {
  static let host = ConfigurationDraftField(get: { $0.host }, set: { $0.host = $1 })
}

extension ConfigurationDraftField where Value == UnifiedSettings {
  static let unified = ConfigurationDraftField(get: { $0.unified }, set: { $0.unified = $1 })
}

extension ConfigurationDraftField where Value == MigrationSettings {
  static let migration = ConfigurationDraftField(get: { $0.migration }, set: { $0.migration = $1 })
}

extension ConfigurationDraftField where Value == ChainConfiguration {
  static func chain(_ chain: ShippedChain) -> ConfigurationDraftField {
    ConfigurationDraftField(get: { $0[chain].settings }, set: { $0[chain].settings = $1 })
  }
}

extension ConfigurationDraftField where Value == ConfigurationDraft.Port {
  static func port(_ role: String, of chain: ShippedChain) -> ConfigurationDraftField {
    ConfigurationDraftField(get: { $0[chain][port: role] }, set: { $0[chain][port: role] = $1 })
  }
}
