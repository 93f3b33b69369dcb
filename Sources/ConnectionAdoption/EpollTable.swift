import LinuxSystem

/// The descriptors that one epoll of another process watches, from `/proc/PID/fdinfo/N`.
struct EpollTable {
  struct Entry: Hashable {
    /// The descriptor's number in that process.
    let number: Int32
    let events: UInt32
    /// The program's own word for it.
    let data: UInt64
    let inode: UInt64

    var isReading: Bool { events & ForeignEpoll.reading != 0 }
    /// Whether the node is told of room each time, so that it has something to write and no room.
    /// Who wants to hear of changes alone has asked for it always.
    var isBlockedWriting: Bool {
      events & ForeignEpoll.writing != 0 && events & ForeignEpoll.edges == 0
    }
    var masked: UInt32 { events & ~ForeignEpoll.reading }

    func telling(_ events: UInt32) -> Entry {
      Entry(number: number, events: events, data: data, inode: inode)
    }
  }

  let entries: [Entry]

  /// Lines as `tfd: 5 events: 2019 data: 7f..  pos:0 ino:1a2b sdev:8`; what reads otherwise is none.
  init(_ text: String) {
    entries = text.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("tfd:") else { return nil }
      let words = line.split { $0 == " " || $0 == "\t" }
      guard words.count >= 8, let number = Int32(words[1]), words[2] == "events:",
        let events = UInt32(words[3], radix: 16), words[4] == "data:",
        let data = UInt64(words[5], radix: 16),
        let inode = words.first(where: { $0.hasPrefix("ino:") }).flatMap({
          UInt64($0.dropFirst(4), radix: 16)
        })
      else { return nil }
      return Entry(number: number, events: events, data: data, inode: inode)
    }
  }
}
