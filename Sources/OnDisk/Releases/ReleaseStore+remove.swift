public import Basics
import LinuxSystem

extension ReleaseStore {
  /// Never one of `protected`: those a chain runs or would go back to. False when it wasn't there.
  @discardableResult
  public func remove(_ id: ReleaseID, protected: Set<ReleaseID>) throws(Failure) -> Bool {
    guard !protected.contains(id) else {
      throw Failure(
        .releaseInUse, "cannot remove release \(id): a chain runs it or may roll back to it",
        hint: "run: adnet-agent release list")
    }
    guard try File.status(paths.release(id)) != nil else { return false }
    // Gone as a whole first, so that a power cut leaves no half release under its name.
    let program = "\(paths.releases)/\(id.program)"
    let doomed = "\(program)/\(Self.leftover)old-\(id.folder)"
    try discard(doomed)
    try Folder.rename(paths.release(id), to: doomed)
    try Folder.sync(program)
    try discard(doomed)
    return true
  }

  /// Removes what installs and removals left behind that were cut off. For the one who writes,
  /// before anything else.
  public func sweep() throws(Failure) {
    for (program, folder) in try folders() where folder.hasPrefix(Self.leftover) {
      try discard("\(paths.releases)/\(program)/\(folder)")
    }
  }

  static let leftover = ".adnet-"

  /// The folder may be read-only, and root may be without the right to ignore that.
  func discard(_ folder: String) throws(Failure) {
    guard try File.status(folder)?.kind == .folder else { return }
    try Folder.setMode(folder, 0o700)
    try Folder.removeTree(folder)
  }
}
