/// From where on the host is in danger. Ours, chosen to leave an operator an hour or more; the
/// sources of the numbers are said with each.
enum VitalsLimits {
  /// Of memory and swap together; earlyoom's default for when to begin to kill is 10 %.
  static let leastMemoryPercent = 15
  /// Of swap alone, while memory is free: earlyoom's default for swap is the same 10 %.
  static let leastSwapPercent = 10
  /// Percent of the last 10 s; systemd-oomd's default is to kill at 60 % for 30 s.
  static let mostStalledPercent = 20.0
  /// Bytes a second that are read back: a node that works from swap is too slow for consensus.
  static let mostSwapIn = 32 << 20
  /// Days until a disk is full: over a weekend, and over two weeks of leave.
  static let (criticalDays, warningDays) = (3.0, 14.0)
  static let leastFilesPercent = 5
  /// Microseconds; as the doctor has it.
  static let mostClockError = 500_000
}
