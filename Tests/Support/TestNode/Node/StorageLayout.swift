import Glibc

/// Where versions of the family keep their proposal cache, and which flags they have for it
/// (docs/nodes.md).
enum StorageLayout: String {
  /// Knows the flags of all, as no real version does.
  case any
  /// Up to 4.4: beside the ledger's files.
  case joint
  /// From 4.5 on: in a folder of its own, which a validator has to be told.
  case parted

  static let help = "any (default), joint (as up to 4.4), parted (as from 4.5 on)"

  init(_ trailer: Trailer, _ words: some Collection<String>) {
    self =
      trailer.settings.last { $0.name == "layout" }.flatMap { Self(rawValue: $0.value) }
      ?? Profile.named(in: words)?.layout ?? .any
  }

  /// What such a version's command line can have.
  var flags: [Flag] {
    let unknown: Set<String> =
      switch self {
      case .any: []
      case .joint: ["ledger-storage", "node-data-storage", "auto-migrate-node-data"]
      case .parted: ["storage"]
      }
    return StartFlags.all.filter { !unknown.contains($0.name) }
  }

  /// What it does before it looks at anything else.
  func settle(_ settings: inout NodeSettings, migrates: Bool, isOwnLedger: Bool) throws(Refusal) {
    guard self == .parted, settings.isValidator else { return }
    guard settings.nodeData != nil || !isOwnLedger else {
      throw Refusal("error: a validator needs '--node-data-storage'", exit: 2)
    }
    let folder = settings.nodeData ?? settings.usualNodeData
    mkdir(folder, 0o700)
    let old = settings.storage + "/" + settings.recordName
    let new = folder + "/" + ProposalCache.name
    settings.record = new
    guard access(old, F_OK) == 0, access(new, F_OK) != 0 else { return }
    guard migrates else {
      throw Refusal(
        "Node still uses the old storage format: start it with '--auto-migrate-node-data'", exit: 1)
    }
    guard rename(old, new) == 0 else {
      throw Refusal("cannot move \(old): \(String(cString: strerror(errno)))", exit: 1)
    }
    Log().info("Moved the proposal cache to \(new)")
  }
}
