import Basics
import OnDisk

/// Imports that aren't finished, and those that may be undone. A file that can't be read is no import's:
/// root alone writes there.
struct ImportNotices {
  let paths: Paths

  func of(_ chain: ChainName) -> ImportNotice? {
    load(paths.importNotice(chain), ImportNotice.schemaName)
  }

  /// Of those chains, in their order.
  func of(_ chains: some Sequence<ChainName>) -> [(chain: ChainName, notice: ImportNotice)] {
    chains.sorted().compactMap { chain in of(chain).map { (chain, $0) } }
  }

  /// The unit that the chain was taken over from; nil where nothing may be undone.
  func source(of chain: ChainName, owner: ReleaseID?) -> String? {
    let note: ImportedNote? = load(paths.importedNote(chain), ImportedNote.schemaName)
    return note.flatMap { $0.release == owner ? $0.source : nil }
  }

  private func load<Note: Codable & Sendable>(_ path: String, _ schema: String) -> Note? {
    (try? StateFile<Note>(path, schema: schema).load()) ?? nil
  }
}
