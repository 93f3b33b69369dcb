/// Whether a node that isn't up yet gets on. Loading a ledger takes from seconds to minutes, so it
/// is judged by what the node does, not by how long it takes.
public struct StartProgress: Sendable {
  /// The resources that the node has used so far, as its control group counts.
  public struct Work: Hashable, Sendable {
    public var cpuMicroseconds: UInt64
    public var ioBytes: UInt64
    /// Lines in its log that weren't there before in this start.
    public var newLines: Int

    public init(cpuMicroseconds: UInt64, ioBytes: UInt64, newLines: Int) {
      self.cpuMicroseconds = cpuMicroseconds
      self.ioBytes = ioBytes
      self.newLines = newLines
    }
  }

  public private(set) var beganMs: Int?
  /// When it was last seen to do something.
  public private(set) var movedMs: Int?
  private var before: (work: Work, atMs: Int)?

  /// A hundredth of a core: what an idle runtime's timers take is a tenth of it.
  private static let leastCPU = 0.01
  private static let leastBytes: UInt64 = 64 * 1024

  public init() {}

  /// `sinceMs`: when the process was started. Log lines count only for `graceMs`: a node that only
  /// talks doesn't load.
  public mutating func note(_ work: Work?, sinceMs: Int, atMs now: Int, graceMs: Int) {
    if beganMs != sinceMs { self = StartProgress() }
    beganMs = sinceMs
    movedMs = movedMs ?? now
    guard let work else { return }
    guard let (last, at) = before else {
      before = (work, now)
      return
    }
    let elapsed = now - at
    guard elapsed >= 1_000 else { return }
    before = (work, now)
    let cpu =
      work.cpuMicroseconds >= last.cpuMicroseconds
      ? Double(work.cpuMicroseconds - last.cpuMicroseconds) : 0
    let moved = work.ioBytes >= last.ioBytes ? work.ioBytes - last.ioBytes : 0
    let talks = work.newLines > last.newLines && now - sinceMs < graceMs
    if cpu / Double(elapsed) / 1_000 >= Self.leastCPU || moved >= Self.leastBytes || talks {
      movedMs = now
    }
  }

  /// How long nothing has happened.
  public func quietMs(at now: Int) -> Int { movedMs.map { now - $0 } ?? 0 }
}
