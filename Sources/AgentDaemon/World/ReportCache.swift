import Basics
import LinuxSystem

/// Supervisors' reports, which are looked at again and again, and read when another one has replaced them.
final class ReportCache {
  private var last: [String: (status: FileStatus, report: SupervisorReport?)] = [:]
  /// Bytes.
  private static let limit = 64 * 1024

  /// Nil for one that isn't there, can't be read or can't be understood.
  func report(_ path: String) -> SupervisorReport? {
    // Before it is read: one that comes between the two is read once more at the next look.
    guard let status = (try? File.status(path, following: true)) ?? nil else { return nil }
    if let last = last[path], last.status == status { return last.report }
    last[path] = nil
    guard let bytes = try? File.read(path, limit: Self.limit) else { return nil }
    let report = try? SupervisorReport(parsing: String(decoding: bytes, as: UTF8.self))
    last[path] = (status, report)
    return report
  }
}
