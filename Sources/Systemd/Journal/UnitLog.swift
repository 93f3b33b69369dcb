import CSystemd

/// The lines that a unit has written to the journal in this boot.
public enum UnitLog {
  public struct Line: Hashable, Sendable {
    /// At most its first kilobyte.
    public let text: String
    /// By the monotonic clock.
    public let microseconds: UInt64
  }

  /// Since that time, the oldest first, but only the last `limit`; none without the right to read the
  /// journal.
  public static func lines(
    of unit: String, sinceMicroseconds: UInt64, limit: Int
  ) -> [Line] {
    let found = Found()
    _ = adnet_journal_unit(
      unit, sinceMicroseconds, CInt(clamping: limit),
      { text, length, when, context in
        guard let text, let context else { return }
        let bytes = UnsafeBufferPointer(start: text, count: min(length, 1_024))
        Unmanaged<Found>.fromOpaque(context).takeUnretainedValue().lines.append(
          Line(text: String(decoding: bytes, as: UTF8.self), microseconds: when))
      }, Unmanaged.passUnretained(found).toOpaque())
    return found.lines.reversed()
  }

  private final class Found {
    var lines: [Line] = []
  }
}
