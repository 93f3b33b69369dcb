/// One line of what a doctor says.
public struct DoctorCheck: Codable, Hashable, Sendable {
  public enum Verdict: String, Codable, Sendable {
    case ok
    /// A server that works, but less well than it should.
    case warning
    case bad
    /// A fact that couldn't be determined.
    case unknown
  }

  public var name: String
  public var verdict: Verdict
  public var found: String
  public var wanted: String
  /// The purpose of the requirement.
  public var why: String
  /// The command that mends it, if there is one.
  public var remedy: String?

  public init(
    _ name: String, _ verdict: Verdict, found: String, wanted: String, why: String,
    remedy: String? = nil
  ) {
    self.name = name
    self.verdict = verdict
    self.found = found
    self.wanted = wanted
    self.why = why
    self.remedy = verdict == .ok ? nil : remedy
  }
}
