public import AgentCore
public import ForeignNodes
public import LinuxSystem
import StateStore

/// The records of imports, in a folder of root alone.
public struct ImportStore {
  private let paths: Paths
  private let chain: ChainName

  public init(_ paths: Paths, _ chain: ChainName) {
    self.paths = paths
    self.chain = chain
  }

  private var file: StateFile<ImportRecord> {
    StateFile("\(paths.imports)/\(chain).json", schema: ImportRecord.schemaName)
  }

  /// How to start again what no unit started; only its owner may read it, since a key may be in it.
  var restartUnit: String { "\(paths.imports)/\(chain).service" }

  /// Held by the one who imports.
  public func lock() throws(Failure) -> FileLock {
    let path = "\(paths.imports)/\(chain).lock"
    if try Folder.make(paths.imports, mode: 0o700) {
      try Folder.sync(Folder.parent(of: paths.imports))
    }
    if try File.status(path) == nil { try File.writeAtomically([], to: path, mode: 0o600) }
    guard let lock = try FileLock.take(path, .exclusive) else {
      throw Failure(
        "import_busy", "cannot import \(chain): somebody else is at it", exit: .busy)
    }
    return lock
  }

  public func load() throws(Failure) -> ImportRecord? { try file.load() }

  /// Only with the lock.
  public func save(_ record: ImportRecord) throws(Failure) {
    try file.save(record)
  }

  /// The end of the way back.
  public func remove() throws(Failure) {
    try File.remove(restartUnit)
    try File.remove(file.path)
    try Folder.sync(paths.imports)
  }
}
