import Basics
import HostCore
import LinuxSystem

/// Makes a swap file under another name, and gives it its own when it is whole and on the disk: what
/// stands at the path is always a swap file.
struct SwapFileMaker {
  /// Between two looks at the clock.
  private static let chunk = 64 << 20
  /// The bytes of one write: a node that commits a block waits for one such piece at most.
  private static let block = 1 << 20
  /// The disk is left alone for so many times as long as a piece took, so that commits beside it
  /// take at most 1.2 times as long: measured by the scenario vm_swap.a_swap_file_is_made….
  private static let rest: Int64 = 19

  let path: String
  let bytes: Int
  let recipe: SwapFileSupport

  func make(_ progress: (Int) -> Void) throws(Failure) {
    let unfinished = SwapFilePaths.unfinished(path)
    do throws(Failure) {
      let file = try Descriptor.open(unfinished, .create(mode: 0o600))
      do throws(Failure) {
        try fill(file, progress)
        try HostProgram.run("/sbin/mkswap", [unfinished])
        try file.sync()
        try Folder.rename(unfinished, to: path)
      } catch {
        try File.remove(unfinished)
        throw error
      }
    } catch {
      throw Failure(
        error.kind, "cannot create \(path): \(error.reason)", hint: error.hint, exit: error.exit)
    }
    try Folder.sync(Folder.parent(of: path))
  }

  private func fill(
    _ file: borrowing Descriptor, _ progress: (Int) -> Void
  ) throws(Failure) {
    // The mode asked for, whatever the umask says.
    try file.setMode(0o600)
    if recipe == .reserveWithoutCopies { try file.forbidCopies() }
    var done = 0
    while done < bytes {
      let count = min(recipe == .zeros ? Self.block : Self.chunk, bytes - done)
      switch recipe {
      case .reserve, .reserveWithoutCopies: try file.reserve(at: Int64(done), bytes: Int64(count))
      case .zeros: try writeZeros(file, count)
      }
      done += count
      progress(done)
    }
    try file.sync()
  }

  /// Each piece is on the disk before the next, and most of the time is the nodes': on ext3 whoever
  /// syncs a file waits for what others have written, whatever their I/O priority.
  private func writeZeros(_ file: borrowing Descriptor, _ count: Int) throws(Failure) {
    let begun = Clock.monotonicMicroseconds()
    try file.writeAll([UInt8](repeating: 0, count: count))
    try file.sync()
    let took = Int64(Clock.monotonicMicroseconds() - begun)
    Clock.sleep(milliseconds: took * Self.rest / 1_000)
  }
}
