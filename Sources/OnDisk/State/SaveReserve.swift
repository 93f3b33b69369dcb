import Basics
import Glibc
import LinuxSystem

/// Room on the disk for some saves, kept as files beside the one that is saved: an operation that a full
/// disk has met in the middle can still go back to the node that served.
struct SaveReserve {
  private let path: String
  /// The way back of an operation saves about ten times.
  private static let count = 16
  private static let size = 64 * 1024

  init(_ path: String) { self.path = path }

  private func name(_ index: Int) -> String {
    // Not with the prefix of what a save leaves behind, which is swept.
    "\(Folder.parent(of: path))/spare-\(index).\(Folder.name(of: path))"
  }

  /// A full disk has taken some, and there may be room again.
  var areUsedInPart: Bool {
    func isThere(_ index: Int) -> Bool {
      // One that can't be looked at is of no use.
      ((try? File.status(name(index))) ?? nil) != nil
    }
    return !isThere(0) && isThere(Self.count - 1)
  }

  /// Makes those that are missing, as far as there is room.
  func fill() {
    for index in 0..<Self.count {
      if let there = try? File.status(name(index)), there.size == Self.size { continue }
      do throws(Failure) {
        try File.remove(name(index))
        try File.create(name(index), [UInt8](repeating: 0, count: Self.size), mode: 0o600)
      } catch {
        // None is left half: that would be taken for one.
        _ = try? File.remove(name(index))
        return
      }
    }
  }

  /// Into the room of a spare that is there, in one step as any other save. False when there is none, or
  /// it is too small.
  func write(_ bytes: [UInt8]) -> Bool {
    guard bytes.count <= Self.size else { return false }
    for index in 0..<Self.count {
      let spare = name(index)
      guard let there = try? File.status(spare), there.size == Self.size else { continue }
      do throws(Failure) {
        let file = try Descriptor.open(spare, .overwrite)
        try file.writeAll(bytes)
        guard ftruncate(file.raw, off_t(bytes.count)) == 0 else { continue }
        try file.setMode(0o640)
        try file.sync()
        try Folder.rename(spare, to: path)
        try Folder.sync(Folder.parent(of: path))
        return true
      } catch {
        // The next may do.
        continue
      }
    }
    return false
  }
}
