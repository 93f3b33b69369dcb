public import Basics
import LinuxSystem
import OnDisk

/// One run of adnet-ledger@.service, as the node's account. Every work may be cut off at any moment
/// and done again.
public struct LedgerJob {
  let chain: ChainName
  let places: LedgerPlaces
  let excluded: [String]
  let copyLimit: Int64
  /// The unified program's arguments for a conversion; none where it needs none.
  let conversion: [String]
  let paths: Paths
  let say: (String) -> Void

  public init(
    chain: ChainName, places: LedgerPlaces, excluded: [String], copyLimit: Int64,
    conversion: [String], paths: Paths, say: @escaping (String) -> Void
  ) {
    self.chain = chain
    self.places = places
    self.excluded = excluded
    self.copyLimit = copyLimit
    self.conversion = conversion
    self.paths = paths
    self.say = say
  }

  /// A conversion takes this process's place, so this may not return.
  public func run(_ work: LedgerWork) throws(Failure) {
    let owner = try owner()
    switch work {
    case .survey: try survey(owner)
    case .backup: try whileLocked { () throws(Failure) in try backup(owner) }
    case .handover: try handOver(owner)
    case .grant: try whileLocked { () throws(Failure) in try give(isUnified(owner)) }
    case .carry:
      try whileLocked { () throws(Failure) in try SafetyRecord(paths, chain).bring(say) }
    case .record, .resume: _ = try hasRecord(for: work)
    case .hold:
      try whileLocked { () throws(Failure) in
        guard try !mark.isHeld() else { return }
        try SafetyRecord(paths, chain).disown(say)
        try mark.hold()
      }
    case .accept:
      try whileLocked { () throws(Failure) in
        try SafetyRecord(paths, chain).acceptAny()
        try mark.endHold()
      }
    case .handback: try whileLocked { () throws(Failure) in try handBack(owner) }
    case .forget:
      for path in [places.backup, places.newBackup, places.fresh] { try Folder.removeTree(path) }
      say("backup removed")
    }
  }

  /// Whether the owner's node has a safety record where it looks for it; said, too. One that is back
  /// ends the hold, as the work `resume`.
  public func hasRecord(for work: LedgerWork) throws(Failure) -> Bool {
    let path = try SafetyRecord(paths, chain).seen()
    say(path.map(RecordSeen.words) ?? RecordSeen.none)
    guard path != nil else { return false }
    if work == .resume { try whileLocked { () throws(Failure) in try mark.endHold() } }
    return true
  }

  // MARK: The works

  private func survey(_ owner: Generation) throws(Failure) {
    let found = try keeper(owner).survey(beside: places.newBackup)
    say("a backup of \(found.files.count) files: \(words(found))")
    try checkRoom(for: found.copiedBytes)
    try checkFileSystem(owner)
    // From here on no other program gets it, until a hand-over has ended well.
    if isOfOneProgram { try give(isUnified(owner)) } else { try mark.remove() }
  }

  private func checkFileSystem(_ owner: Generation) throws(Failure) {
    guard places.own != places.unified else { return }
    let folder = Folder.parent(of: places.of(unified: !isUnified(owner)))
    guard let there = try File.status(existing(folder), following: true),
      let here = try File.status(place(owner))
    else { return }
    guard there.device == here.device else {
      throw Failure(
        .ledgerElsewhere,
        "cannot move the ledger: \(folder) is on another file system than \(place(owner))",
        hint: "ledger.path and ledger.adnet_path must be on the same file system")
    }
  }

  private func backup(_ owner: Generation) throws(Failure) {
    try Folder.removeTree(places.newBackup)
    try Folder.make(places.newBackup, mode: 0o700)
    let result = try keeper(owner).keep(in: "\(places.newBackup)/files")
    let manifest = LedgerManifest(
      chain: chain, release: owner.release, unixMs: Clock.unixMilliseconds(), files: result.files)
    try manifest.write(in: places.newBackup)
    // One of before is of no use any more.
    try Folder.removeTree(places.backup)
    try Folder.rename(places.newBackup, to: places.backup)
    try Folder.sync(Folder.parent(of: places.backup))
    say("backed up \(result.files.count) files: \(words(result))")
  }

  private func handOver(_ owner: Generation) throws(Failure) {
    let lock = try lock()
    try move(from: places.of(unified: !isUnified(owner)), to: place(owner))
    guard isUnified(owner), !conversion.isEmpty else {
      try give(isUnified(owner))
      _ = consume lock
      return
    }
    say("converting with \(owner.release)")
    // The program has the chain's lock for as long as it lives.
    try lock.descriptor.outliveExec()
    throw Program.become(paths.executable(owner.release), conversion)
  }

  private func handBack(_ owner: Generation) throws(Failure) {
    let (there, here) = (place(owner), places.of(unified: !isUnified(owner)))
    if isUnified(owner), !conversion.isEmpty {
      try LedgerRestore(places: places, here: here, there: there, excluded: excluded).run()
      say("ledger restored from the backup")
    } else {
      try move(from: there, to: here)
    }
    try give(!isUnified(owner))
  }

  // MARK: Parts

  private var mark: LedgerMark { LedgerMark(path: paths.ledgerMark(chain)) }

  /// As it is, only one of the programs can use it.
  private var isOfOneProgram: Bool { places.own != places.unified || !conversion.isEmpty }

  private func give(_ isUnified: Bool) throws(Failure) {
    let program = places.program(unified: isUnified)
    try mark.set(program)
    say("ledger assigned to \(program)")
  }

  /// A tenth more than is copied: the node that goes on meanwhile needs room, too.
  private func checkRoom(for bytes: Int64) throws(Failure) {
    let room = try Folder.room(Folder.parent(of: places.own))
    guard bytes + bytes / 10 > room else { return }
    throw Failure(
      .noSpace,
      "cannot back up the ledger: the copy needs \(Sizes.text(bytes)), and \(Sizes.text(room)) are free",
      hint: "free space on the file system of \(places.own)")
  }

  /// Within one file system, as one step.
  private func move(from: String, to: String) throws(Failure) {
    guard from != to else { return }
    let (isHere, isThere) = (try File.status(from) != nil, try File.status(to) != nil)
    switch (isHere, isThere) {
    case (false, true): return
    case (false, false):
      throw Failure(.ledgerMissing, "cannot move the ledger: \(from) doesn't exist")
    case (true, true):
      throw Failure(
        .ledgerInTheWay, "cannot move the ledger from \(from): \(to) exists already",
        hint: "check what it is, and move it away")
    case (true, false): break
    }
    try Self.makeParents(of: to)
    try Folder.rename(from, to: to)
    try Folder.sync(Folder.parent(of: to))
    try Folder.sync(Folder.parent(of: from))
    say("moved \(from) to \(to)")
  }

  static func makeParents(of path: String) throws(Failure) {
    let parent = Folder.parent(of: path)
    guard try File.status(parent, following: true) == nil else { return }
    try makeParents(of: parent)
    try Folder.make(parent, mode: 0o700)
    try Folder.sync(Folder.parent(of: parent))
  }

  /// The folder itself, or the nearest above it that there is.
  private func existing(_ folder: String) throws(Failure) -> String {
    try File.status(folder, following: true) == nil && folder != "/"
      ? existing(Folder.parent(of: folder)) : folder
  }

  private func owner() throws(Failure) -> Generation {
    switch ChainFolder(paths, chain).current() {
    case .generation(let owner): return owner
    case .missing:
      throw Failure(
        .noRelease, "cannot work on the ledger: no release owns the chain", exit: .failed)
    case .invalid(let reason):
      throw Failure(.currentInvalid, "cannot work on the ledger: \(reason)", exit: .failed)
    }
  }

  private func isUnified(_ owner: Generation) -> Bool {
    owner.release.program == ProgramName.unified
  }

  private func place(_ owner: Generation) -> String { places.of(unified: isUnified(owner)) }

  private func keeper(_ owner: Generation) -> LedgerKeeper {
    LedgerKeeper(
      tree: LedgerFiles(root: place(owner), excluded: excluded), copyLimit: copyLimit)
  }

  /// The chain's lock: a supervisor that starts a node meanwhile waits for it.
  private func lock() throws(Failure) -> FileLock {
    try ChainLockFile(paths, chain).take(waitMilliseconds: 5_000)
  }

  private func whileLocked(_ work: () throws(Failure) -> Void) throws(Failure) {
    let lock = try lock()
    try work()
    _ = consume lock
  }

  private func words(_ result: LedgerKeeper.Result) -> String {
    "\(result.shared) shared, \(result.linked) linked, \(result.copied) copied "
      + "(\(Sizes.text(result.copiedBytes)))"
  }
}
