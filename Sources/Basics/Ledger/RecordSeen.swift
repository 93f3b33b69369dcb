/// The result of looking for a chain's safety record beside a running node. The record is written at
/// clean stops alone, and stays where it is while a node runs.
public struct RecordSeen: Hashable, Codable, Sendable {
  /// Nil when there was none.
  public var path: String?
  /// The node's process then, by its start.
  public var startedUnixMs: Int

  public init(path: String?, startedUnixMs: Int) {
    self.path = path
    self.startedUnixMs = startedUnixMs
  }

  /// The text that the work `record` says, and ends with where there is none: a status of a process
  /// that has ended at once may come too late to be kept.
  public static let none = "no safety record"
  public static let noneExit: Int32 = 44
  public static func words(_ path: String) -> String { "\(prefix)\(path)" }
  private static let prefix = "safety record at "

  /// To whom a chain belongs meanwhile, as its supervisors say it.
  public static let heldWords = "nobody until its safety record is back"

  /// Nil when it isn't what the work says.
  package static func path(in words: String) -> String? {
    words.hasPrefix(prefix) ? String(words.dropFirst(prefix.count)) : nil
  }
}
