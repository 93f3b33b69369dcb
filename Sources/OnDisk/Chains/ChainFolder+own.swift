public import Basics
import LinuxSystem

extension ChainFolder {
  private static let kept = 10

  /// Moves the link to `generation`, made if it doesn't exist. Before the one rename the old owner
  /// holds, after it the new one, whatever happens. False when it holds already.
  ///
  /// Only with the chain's lock, so never while a node of the chain runs (`chain_locked`).
  ///
  /// - Parameters:
  ///   - start: what its node is started with (`NodeStart.text`).
  ///   - prepare: called with the lock, right before the link moves: whatever has to be in place when
  ///     the next node is started.
  @discardableResult
  public func own(
    _ generation: Generation, start: String? = nil,
    preparing prepare: () throws(Failure) -> Void = {}
  ) throws(Failure) -> Bool {
    // Before the lock: after the move and the node's start, the lock is the node's, and to ask
    // again still has to succeed.
    if current() == .generation(generation) {
      // The door that moved it may have been killed before the move was durable.
      try Folder.sync(path)
      return false
    }
    let lock = try ChainLockFile(paths, chain).take()
    try check(generation)
    let before = linkedNumber()
    try sweep()
    try make(generation, start)
    try prepare()
    try move(to: generation.number)
    // The move is done; what can't be pruned now is pruned at the next.
    try? prune(keeping: [generation.number, before].compactMap { $0 })
    _ = consume lock
    return true
  }

  private func check(_ generation: Generation) throws(Failure) {
    guard generation.number > 0, UnitName.isService(generation.unit) else {
      throw refusal(.generationInvalid, generation, "\(generation.unit) is not a service name")
    }
    guard try File.status(paths.executable(generation.release), following: true) != nil else {
      throw refusal(
        .releaseNotFound, generation, "\(paths.executable(generation.release)) does not exist")
    }
    if let linked = linkedNumber(), generation.number <= linked {
      throw refusal(.generationConflict, generation, "the chain is at generation \(linked)")
    }
  }

  private func refusal(_ kind: FailureKind, _ generation: Generation, _ reason: String) -> Failure {
    Failure(
      kind, "cannot move chain \(chain) to generation \(generation.number): \(reason)",
      exit: .refused)
  }

  /// Gives a generation of a version before what its node is started with. It has none yet.
  public func complete(_ number: Int, start: String) throws(Failure) {
    try File.writeAtomically(Array(start.utf8), to: startPath(number), mode: 0o640, group: group)
  }

  /// Environments may hold secrets: for the supervisors and the agent, who are of the chain's group.
  private var group: UInt32? { Accounts.group(named: "adnet-\(chain)") }

  /// Complete and durable before it has its name.
  private func make(_ generation: Generation, _ start: String?) throws(Failure) {
    let folder = "\(generations)/\(generation.number)"
    if try Folder.make(generations) { try Folder.sync(path) }
    if try File.status(folder) != nil {
      // Left by a move that was cut off right before the link; nothing has ever pointed to it.
      if let made = try? self.generation(generation.number), made == generation,
        let known = try? self.start(of: generation.number), known == start
      {
        return
      }
      try Folder.removeTree(folder)
    }
    let temporary = "\(generations)/.\(generation.number).new"
    do throws(Failure) {
      try Folder.make(temporary)
      try File.create("\(temporary)/unit", Array("\(generation.unit)\n".utf8), mode: 0o644)
      if let start {
        try File.create("\(temporary)/start", Array(start.utf8), mode: 0o640, group: group)
      }
      try Folder.link("\(temporary)/release", to: Self.target(of: generation.release))
      try Folder.sync(temporary)
      try Folder.rename(temporary, to: folder)
    } catch {
      // The error that matters is the one we have; the next move sweeps.
      try? Folder.removeTree(temporary)
      throw error
    }
    try Folder.sync(generations)
  }

  private func move(to number: Int) throws(Failure) {
    let temporary = "\(path)/.current.new"
    try Folder.link(temporary, to: "generations/\(number)")
    do throws(Failure) {
      try Folder.rename(temporary, to: link)
    } catch {
      // As above.
      _ = try? File.remove(temporary)
      throw error
    }
    try Folder.sync(path)
  }

  private func sweep() throws(Failure) {
    try File.remove("\(path)/.current.new")
    guard try File.status(generations) != nil else { return }
    for name in try Folder.names(in: generations) where name.hasPrefix(".") {
      try Folder.removeTree("\(generations)/\(name)")
    }
  }

  private func prune(keeping numbers: [Int]) throws(Failure) {
    // The newest of each release stays, since a rollback starts what was started then.
    var releases: Set<ReleaseID> = []
    for (index, number) in try self.numbers().reversed().enumerated() {
      var isWanted = index < Self.kept || numbers.contains(number)
      if let release = (try? generation(number))?.release, releases.insert(release).inserted,
        try File.status(paths.release(release)) != nil
      {
        // Of one that was removed nobody goes back to anything.
        isWanted = true
      }
      guard !isWanted else { continue }
      try Folder.removeTree("\(generations)/\(number)")
    }
  }
}
