import AgentCore
import LinuxSystem

/// What the node's epolls told before they were masked, on disk before each change: a process that is
/// killed in the middle leaves clients whom the node can't hear, and the next one undoes that.
struct MaskLog {
  struct Record: Equatable {
    let key: NodeConnection.Key
    let epoll: Int32
    let events: UInt32
    let data: UInt64
  }

  let path: String

  /// Those of an earlier process; none when it ended in order.
  func left() -> [Record] {
    // A log that can't be read undoes nothing, as if there were none.
    let text = (try? File.text(path, limit: 16 * 1024 * 1024)) ?? ""
    var records: [Record] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("- ") {
        records.removeAll { $0.key.words == line.dropFirst(2) }
      } else if let record = Record(line) {
        records.append(record)
      }
    }
    return records
  }

  /// In the page cache is enough: a boot leaves no process to undo anything for.
  func note(_ record: Record) throws(Failure) {
    let file = try Descriptor.open(path, .append(mode: 0o600))
    try file.writeAll(Array("\(record.line)\n".utf8))
  }

  /// Before it is passed on: the node must never hear of one that is another's.
  func strike(_ key: NodeConnection.Key) throws(Failure) {
    let file = try Descriptor.open(path, .append(mode: 0o600))
    try file.writeAll(Array("- \(key.words)\n".utf8))
  }

  func forget() {
    // One that stays is undone once more, which changes nothing.
    _ = try? File.remove(path)
  }
}

extension NodeConnection.Key {
  fileprivate var words: String { "\(process) \(number) \(inode)" }
}

extension MaskLog.Record {
  var line: String { "\(key.words) \(epoll) \(events) \(data)" }

  init?(_ line: Substring) {
    let words = line.split(separator: " ")
    guard words.count == 6, let process = Int32(words[0]), let number = Int32(words[1]),
      let inode = UInt64(words[2]), let epoll = Int32(words[3]), let events = UInt32(words[4]),
      let data = UInt64(words[5])
    else { return nil }
    self.init(
      key: NodeConnection.Key(process: process, number: number, inode: inode), epoll: epoll,
      events: events, data: data)
  }
}
