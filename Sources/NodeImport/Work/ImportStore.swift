public import Basics
import FoundationEssentials
public import LinuxSystem
import OnDisk

/// How a node was started that no lasting unit starts again.
struct ImportedStart: Hashable, Codable, Sendable {
  static let schemaName = "adnet.imported-start/1"

  var schema = Self.schemaName
  var arguments: [String]
  var environment: [String]
}

/// The records of imports, in a folder of root alone, and what all may know of one.
public struct ImportStore {
  private let paths: Paths
  private let chain: ChainName

  public init(_ paths: Paths, _ chain: ChainName) {
    self.paths = paths
    self.chain = chain
  }

  private var file: StateFile<ImportRecord> {
    StateFile("\(paths.imports)/\(chain).json", schema: ImportRecord.schemaName, mode: 0o600)
  }

  private var notice: StateFile<ImportNotice> {
    StateFile(paths.importNotice(chain), schema: ImportNotice.schemaName, mode: 0o644)
  }

  private var note: StateFile<ImportedNote> {
    StateFile(paths.importedNote(chain), schema: ImportedNote.schemaName, mode: 0o644)
  }

  private var startFile: StateFile<ImportedStart> {
    StateFile("\(paths.imports)/\(chain).start.json", schema: ImportedStart.schemaName, mode: 0o600)
  }

  /// Held by the one who imports.
  public func lock() throws(Failure) -> FileLock {
    let path = "\(paths.imports)/\(chain).lock"
    try makeFolder()
    if try File.status(path) == nil { try File.writeAtomically([], to: path, mode: 0o600) }
    guard let lock = try FileLock.take(path, .exclusive) else {
      throw Failure(
        .importBusy, "cannot import \(chain): an import of it is running",
        hint: "adnet-agent import \(chain) --resume follows it")
    }
    return lock
  }

  private func makeFolder() throws(Failure) {
    if try Folder.make(paths.imports, mode: 0o700) {
      try Folder.sync(Folder.parent(of: paths.imports))
    }
  }

  public func load() throws(Failure) -> ImportRecord? { try file.load() }

  /// Only with the lock. What others may know of it is never further than the record itself.
  public func save(_ record: ImportRecord) throws(Failure) {
    try makeFolder()
    try Folder.make(paths.chain(chain))
    if !record.isOver { try notice.save(record.notice) }
    try file.save(record)
    guard record.isOver else { return }
    // One of them is there at any time, as long as there is something to be undone.
    var isGone = false
    if record.direction == .forward {
      try note.save(ImportedNote(source: record.node.name.printable, release: record.release))
    } else {
      isGone = try File.remove(note.path)
    }
    if try File.remove(notice.path) || isGone { try Folder.sync(paths.chain(chain)) }
  }

  func loadStart() throws(Failure) -> ImportedStart? { try startFile.load() }

  func save(_ start: ImportedStart) throws(Failure) { try startFile.save(start) }

  /// The end of the way back.
  func forgetStart() throws(Failure) {
    if try File.remove(startFile.path) { try Folder.sync(paths.imports) }
  }
}
