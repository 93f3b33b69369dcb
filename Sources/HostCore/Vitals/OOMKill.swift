/// A process that the kernel killed for lack of memory.
public struct OOMKill: Hashable, Sendable {
  public let process: Int32
  /// As in /proc/PID/comm.
  public let name: String
  /// The last part of its cgroup's path; nil when the kernel didn't say.
  public let unit: String?
  public let unixMilliseconds: Int64

  public init(process: Int32, name: String, unit: String? = nil, unixMilliseconds: Int64) {
    self.process = process
    self.name = name
    self.unit = unit
    self.unixMilliseconds = unixMilliseconds
  }
}
