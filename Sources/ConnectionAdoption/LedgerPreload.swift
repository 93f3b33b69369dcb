import LinuxSystem

/// The files of a node that its next process reads first: those that changed last. They are read into
/// the page cache while the old one still runs.
struct LedgerPreload {
  let home: String

  /// At most a GiB, and a quarter of what the host has to give: the rest would push out what others
  /// need. A number of our own; measured in docs/bench.md.
  static let mostBytes: Int64 = 1 << 30
  private static let mostFiles = 4_096

  struct Item: Equatable {
    let path: String
    let bytes: Int64
    let modifiedMs: Int64
  }

  func preload(available: Int64) {
    for item in Self.chosen(found(), most: min(Self.mostBytes, available / 4)) {
      // One that is gone by now is needed by nobody.
      try? PageCache.want(item.path)
    }
  }

  /// The latest, as far as they fit.
  static func chosen(_ items: [Item], most: Int64) -> [Item] {
    var left = most
    return items.sorted { ($0.modifiedMs, $1.path) > ($1.modifiedMs, $0.path) }.prefix { item in
      left -= item.bytes
      return left >= 0
    }
  }

  private func found() -> [Item] {
    var items: [Item] = []
    var folders = [home]
    while let folder = folders.popLast(), items.count < Self.mostFiles {
      // What can't be looked at isn't read.
      for name in (try? Folder.names(in: folder)) ?? [] {
        let path = "\(folder)/\(name)"
        guard let status = (try? File.status(path)) ?? nil else { continue }
        switch status.kind {
        case .folder: folders.append(path)
        case .regular:
          items.append(
            Item(path: path, bytes: status.size, modifiedMs: status.modifiedUnixMilliseconds))
        case .link, .other: break
        }
      }
    }
    return items
  }
}
