import Basics
import LinuxSystem

/// The record of the node's epolls before they were masked, on disk before each change: a process
/// that is killed in the middle leaves clients whom the node can't hear, and the next one undoes
/// that.
struct MaskLog {
  struct Record: Equatable {
    let key: NodeConnection.Key
    let epoll: Int32
    let events: UInt32
    let data: UInt64
  }

  let path: String

  /// The work that an earlier process has left; empty when it ended in order.
  struct Left: Equatable {
    /// Masked, and not passed on.
    var masked: [Record] = []
    /// Passed on: the node still has their descriptors, and must never hear of them. With what its
    /// epoll told before.
    var passed: [NodeConnection.Key: Record?] = [:]
  }

  func left() -> Left {
    // A log that can't be read undoes nothing, as if there were none.
    let text = (try? File.text(path, limit: 16 * 1024 * 1024)) ?? ""
    var left = Left()
    for line in text.split(separator: "\n") {
      if line.hasPrefix("- "), let key = NodeConnection.Key(line.dropFirst(2)) {
        left.passed.updateValue(left.masked.last { $0.key == key }, forKey: key)
      } else if line.hasPrefix("+ "), let key = NodeConnection.Key(line.dropFirst(2)) {
        left.passed[key] = nil
      } else if let record = Record(line) {
        left.masked.append(record)
      }
    }
    left.masked.removeAll { left.passed.keys.contains($0.key) }
    return left
  }

  /// In the page cache is enough: a boot leaves no process to undo anything for.
  func note(_ record: Record) throws(Failure) {
    try append(record.line)
  }

  /// Before it is passed on: the node must never hear of one that is another's.
  func strike(_ key: NodeConnection.Key) throws(Failure) {
    try append("- \(key.words)")
  }

  /// After the relay has refused it: it is the node's again.
  func takeBack(_ key: NodeConnection.Key) throws(Failure) {
    try append("+ \(key.words)")
  }

  private func append(_ line: String) throws(Failure) {
    let file = try Descriptor.open(path, .append(mode: 0o600))
    try file.writeAll(Array("\(line)\n".utf8))
  }

  func forget() {
    // One that stays is undone once more, which changes nothing.
    _ = try? File.remove(path)
  }
}

extension NodeConnection.Key {
  fileprivate var words: String { "\(process) \(number) \(inode)" }

  fileprivate init?(_ line: Substring) {
    let words = line.split(separator: " ")
    guard words.count == 3, let process = Int32(words[0]), let number = Int32(words[1]),
      let inode = UInt64(words[2])
    else { return nil }
    self.init(process: process, number: number, inode: inode)
  }
}

extension MaskLog.Record {
  var line: String { "\(key.words) \(epoll) \(events) \(data)" }

  init?(_ line: Substring) {
    let words = line.split(separator: " ")
    guard words.count == 6,
      let key = NodeConnection.Key(words[0...2].joined(separator: " ")[...]),
      let epoll = Int32(words[3]), let events = UInt32(words[4]), let data = UInt64(words[5])
    else { return nil }
    self.init(key: key, epoll: epoll, events: events, data: data)
  }
}
