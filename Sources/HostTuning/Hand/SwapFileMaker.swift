import AgentCore
import HostSafety
import LinuxSystem

/// Makes a swap file under another name, and gives it its own when it is whole and on the disk: what
/// stands at the path is always a swap file.
struct SwapFileMaker {
  /// Between two looks at the clock.
  private static let chunk = 64 << 20
  /// What is written at once.
  private static let block = 4 << 20

  let path: String
  let bytes: Int
  let recipe: SwapRecipe

  func make(_ progress: (Int) -> Void) throws(Failure) {
    let unfinished = SwapPaths.unfinished(path)
    do throws(Failure) {
      let file = try Descriptor.open(unfinished, .create(mode: 0o600))
      do throws(Failure) {
        try fill(file, progress)
        try Program.run("/sbin/mkswap", [unfinished])
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
      let count = min(Self.chunk, bytes - done)
      switch recipe {
      case .reserve, .reserveWithoutCopies: try file.reserve(at: Int64(done), bytes: Int64(count))
      case .zeros: try writeZeros(file, count)
      }
      done += count
      progress(done)
    }
    try file.sync()
  }

  /// Synced in between: a node that commits a block shouldn't wait for all of it.
  private func writeZeros(_ file: borrowing Descriptor, _ count: Int) throws(Failure) {
    let zeros = [UInt8](repeating: 0, count: min(Self.block, count))
    var done = 0
    while done < count {
      try file.writeAll(done + zeros.count <= count ? zeros : Array(zeros[..<(count - done)]))
      done += min(zeros.count, count - done)
    }
    try file.sync()
  }
}
