import ControlModel
import HostCore

/// The document of `adnet-agent doctor --json`.
struct DoctorDocument: Document {
  static let schemaName = "adnet.doctor/1"

  private(set) var schema = Self.schemaName
  /// "two nodes" or "unified".
  var profile: String
  var checks: [DoctorCheck]

  init(profile: String, checks: [DoctorCheck]) {
    self.profile = profile
    self.checks = checks
  }
}
