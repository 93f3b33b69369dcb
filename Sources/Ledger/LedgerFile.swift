/// A file of a ledger, or a folder in it.
struct LedgerFile: Codable, Hashable {
  enum Kept: String, Codable { case folder, shared, linked, copied }

  /// From the ledger's folder on.
  let path: String
  let size: Int64
  let modifiedUnixMs: Int64
  /// The permission bits.
  let mode: UInt32
  /// How the backup has it.
  var kept: Kept

  private enum CodingKeys: String, CodingKey {
    case path, size
    case modifiedUnixMs = "modified_unix_ms"
    case mode, kept
  }
}
