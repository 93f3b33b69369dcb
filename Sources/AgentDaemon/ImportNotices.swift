import AgentCore
import StateStore

/// Imports that aren't finished. A file that can't be read is no import's: root alone writes there.
struct ImportNotices {
  let paths: Paths

  func of(_ chain: ChainName) -> ImportNotice? {
    (try? StateFile<ImportNotice>(
      paths.importNotice(chain), schema: ImportNotice.schemaName
    ).load()) ?? nil
  }
}
