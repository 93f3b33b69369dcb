public enum OperationKind: String, Codable, Sendable, CaseIterable {
  case install, swap, rollback, restart, start, stop, enable, disable, drain, undrain
}
