import AgentCore
import Basics
import LinuxSystem
import Synchronization

/// A chain's height as far as it has been looked at. Written by the probes' thread.
final class HeightWatch: Sendable {
  struct Seen {
    var answers = HeightMemory()
    var height: UInt64?
    /// When `height` was read, and when it was first seen that high.
    var heightUnixMs: Int?
    var advancedUnixMs: Int?
    var isLooking = false
  }

  private let box = Mutex(Seen())

  var seen: Seen { box.withLock { $0 } }

  /// False when a look is under way already.
  func begin() -> Bool {
    box.withLock { seen in
      defer { seen.isLooking = true }
      return !seen.isLooking
    }
  }

  func end(_ reading: HeightReading) {
    box.withLock { seen in
      seen.isLooking = false
      seen.answers.note(reading)
      guard let height = reading.height else { return }
      // A height that falls is a new base, not an advance.
      if let before = seen.height, height > before {
        seen.advancedUnixMs = reading.atUnixMs
      } else if seen.height == nil {
        seen.advancedUnixMs = nil
      }
      seen.height = height
      seen.heightUnixMs = reading.atUnixMs
    }
  }
}
