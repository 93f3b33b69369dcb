import AgentCore
import StateStore

/// Imports that aren't finished, and those that may be undone. A file that can't be read is no import's:
/// root alone writes there.
struct ImportNotices {
  let paths: Paths

  func of(_ chain: ChainName) -> ImportNotice? {
    (try? StateFile<ImportNotice>(
      paths.importNotice(chain), schema: ImportNotice.schemaName
    ).load()) ?? nil
  }

  /// What the chain was taken over from; nil where nothing may be undone.
  func source(of chain: ChainName, owner: ReleaseID?) -> String? {
    let note =
      (try? StateFile<ImportedNote>(
        paths.importedNote(chain), schema: ImportedNote.schemaName
      ).load()) ?? nil
    return note.flatMap { $0.release == owner ? $0.source : nil }
  }
}
