import Basics

/// Supervisors' reports by their bytes, since the same one is looked at again and again.
final class ReportCache {
  private var last: [String: (bytes: [UInt8], report: SupervisorReport?)] = [:]

  /// Nil for one that can't be understood.
  func report(_ path: String, _ bytes: [UInt8]) -> SupervisorReport? {
    if let last = last[path], last.bytes == bytes { return last.report }
    let report = try? SupervisorReport(parsing: String(decoding: bytes, as: UTF8.self))
    last[path] = (bytes, report)
    return report
  }
}
