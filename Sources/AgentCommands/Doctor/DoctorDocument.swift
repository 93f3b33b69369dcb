import ControlModel
import HostSafety

/// The document of `adnet-agent doctor --json`.
struct DoctorDocument: Document {
  static let schemaName = "adnet.doctor/1"

  private(set) var schema = Self.schemaName
  /// "two nodes" or "unified".
  var profile: String
  var checks: [Check]

  init(profile: String, checks: [Check]) {
    self.profile = profile
    self.checks = checks
  }
}
