import Basics
import FoundationEssentials
import LinuxSystem

/// The list of a backup's files. It is written last: a backup without it isn't complete.
struct LedgerManifest: Codable {
  static let schema = "adnet.ledger-backup/1"
  private static let name = "manifest.json"
  /// A ledger of a terabyte has some ten thousand files.
  private static let limit = 256 << 20

  let schema: String
  let chain: ChainName
  /// Whose ledger it is.
  let release: ReleaseID
  let unixMs: Int64
  let files: [LedgerFile]

  private enum CodingKeys: String, CodingKey {
    case schema, chain, release
    case unixMs = "unix_ms"
    case files
  }

  init(chain: ChainName, release: ReleaseID, unixMs: Int64, files: [LedgerFile]) {
    schema = Self.schema
    self.chain = chain
    self.release = release
    self.unixMs = unixMs
    self.files = files
  }

  func write(in backup: String) throws(Failure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data: Data
    do { data = try encoder.encode(self) } catch {
      throw Failure(.backupFailed, "cannot write the backup's list of files: \(error)")
    }
    try File.writeAtomically(Array(data), to: "\(backup)/\(Self.name)", mode: 0o600)
  }

  static func read(in backup: String) throws(Failure) -> LedgerManifest {
    let path = "\(backup)/\(name)"
    guard let bytes = try File.readIfPresent(path, limit: limit) else {
      throw Failure(.backupMissing, "cannot restore the ledger: \(path) doesn't exist")
    }
    do {
      let manifest = try JSONDecoder().decode(LedgerManifest.self, from: Data(bytes))
      guard manifest.schema == schema else {
        throw Failure.schemaUnknown(.backupInvalid, path, manifest.schema, known: schema)
      }
      return manifest
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.backupInvalid, "cannot use \(path): \(String(decodingProblem: error))")
    }
  }
}

/// A file of a ledger, or a folder in it.
struct LedgerFile: Codable, Hashable {
  enum Kept: String, Codable { case folder, shared, linked, copied }

  /// From the ledger's folder on.
  let path: String
  let size: Int64
  let modifiedUnixMs: Int64
  /// The permission bits.
  let mode: UInt32
  /// The way in which the backup has it.
  var kept: Kept

  private enum CodingKeys: String, CodingKey {
    case path, size
    case modifiedUnixMs = "modified_unix_ms"
    case mode, kept
  }
}
