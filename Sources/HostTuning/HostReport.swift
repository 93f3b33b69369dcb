public import Basics
import FoundationEssentials
import LinuxSystem

/// The report of a running apply in /run/adnet-host/report.json: for the agent, and for commands that
/// wait.
public struct HostReport: Codable, Hashable, Sendable {
  public struct Creation: Codable, Hashable, Sendable {
    public var path: String
    public var bytes: Int
    public var doneBytes: Int
    /// Bytes a second, since it began.
    public var rate: Int

    public init(path: String, bytes: Int, doneBytes: Int = 0, rate: Int = 0) {
      self.path = path
      self.bytes = bytes
      self.doneBytes = doneBytes
      self.rate = rate
    }
  }

  /// Of the one who writes it.
  public var process: Int32
  public var startedUnixMilliseconds: Int64
  /// Nil while it works, and when it was killed.
  public var endedUnixMilliseconds: Int64?
  /// In words, in their order.
  public var done: [String] = []
  public var doing: String?
  /// Of a swap file that is being made.
  public var creation: Creation?
  public var failure: Failure?

  public init(startedUnixMilliseconds: Int64) {
    process = Host.processID
    self.startedUnixMilliseconds = startedUnixMilliseconds
  }

  /// False, too, when it was killed.
  public var isRunning: Bool {
    guard endedUnixMilliseconds == nil else { return false }
    return (try? File.text("/proc/\(process)/comm", limit: 64)) == "adnet-agent\n"
  }

  /// Nil when none was written since boot, or it can't be read.
  public static func read(_ paths: HostPaths) -> HostReport? {
    guard let bytes = try? File.readIfPresent(paths.report, limit: 1 << 20) else { return nil }
    return try? JSONDecoder().decode(HostReport.self, from: Data(bytes))
  }

  public func write(_ paths: HostPaths) throws(Failure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(self) else { return }
    try File.writeAtomically(Array(bytes), to: paths.report)
  }
}
