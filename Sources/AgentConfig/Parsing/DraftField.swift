import HostCore

/// Where in a draft the value of a key is.
struct DraftField<Value>: Sendable {
  let get: @Sendable (Draft) -> Value
  let set: @Sendable (inout Draft, Value) -> Void

  /// A part of the value.
  func at<Part>(_ part: any WritableKeyPath<Value, Part> & Sendable) -> DraftField<Part> {
    DraftField<Part>(
      get: { get($0)[keyPath: part] },
      set: { draft, new in
        var value = get(draft)
        value[keyPath: part] = new
        set(&draft, value)
      })
  }
}

extension DraftField where Value == AgentSettings {
  static let agent = DraftField(get: { $0.agent }, set: { $0.agent = $1 })
}

extension DraftField where Value == HostSettings {
  static let host = DraftField(get: { $0.host }, set: { $0.host = $1 })
}

extension DraftField where Value == UnifiedSettings {
  static let unified = DraftField(get: { $0.unified }, set: { $0.unified = $1 })
}

extension DraftField where Value == MigrationSettings {
  static let migration = DraftField(get: { $0.migration }, set: { $0.migration = $1 })
}

extension DraftField where Value == ChainConfiguration {
  static func chain(_ chain: ShippedChain) -> DraftField {
    DraftField(get: { $0[chain].settings }, set: { $0[chain].settings = $1 })
  }
}

extension DraftField where Value == Draft.Port {
  static func port(_ role: String, of chain: ShippedChain) -> DraftField {
    DraftField(get: { $0[chain][port: role] }, set: { $0[chain][port: role] = $1 })
  }
}
