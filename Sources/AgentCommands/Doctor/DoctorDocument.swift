import ControlModel
import HostSafety

/// What `adnet-agent doctor --json` prints.
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
