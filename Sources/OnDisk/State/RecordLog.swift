public import Basics
import FoundationEssentials
import LinuxSystem

/// The last records of something, one JSON object a line. A record of the past for people and
/// estimates: no decision about safety reads it, so a line that can't be read is passed over.
///
/// For one writer.
public struct RecordLog<Record: Codable & Sendable>: Sendable {
  public let path: String
  /// How many records are kept.
  public let capacity: Int

  private static var limit: Int { 64 * 1024 * 1024 }

  public init(_ path: String, capacity: Int = 200) {
    self.path = path
    self.capacity = capacity
  }

  /// The last `capacity` records, the oldest first.
  public func read() throws(Failure) -> [Record] {
    // A line that a power cut tore, or that another version wrote, is no reason to fail.
    try lines().whole.suffix(capacity).compactMap {
      try? JSONDecoder().decode(Record.self, from: Data($0))
    }
  }

  /// When it throws, the file is as it was.
  public func append(_ record: Record) throws(Failure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line: [UInt8]
    do { line = Array(try encoder.encode(record)) + [newline] } catch {
      throw Failure(.recordUnsaved, "cannot append to \(path): \(error)")
    }
    let (whole, isTorn) = try lines()
    // Mostly one short write; now and then everything anew, so that the file stays bounded.
    if isTorn || whole.count >= capacity + capacity / 4 {
      let kept = whole.suffix(capacity - 1).flatMap { $0 + [newline] }
      try File.writeAtomically(kept + line, to: path, mode: 0o640)
    } else {
      try extend(with: line)
    }
  }

  private func extend(with line: [UInt8]) throws(Failure) {
    let isNew = try File.status(path) == nil
    let file = try Descriptor.open(path, .append(mode: 0o640))
    let length = try file.status().size
    do throws(Failure) {
      try file.writeAll(line)
      try file.sync()
    } catch {
      // Half a line may be there; should even this fail, the next reader passes over it.
      try? file.truncate(to: length)
      throw Failure(error.kind, "cannot append to \(path): \(error.reason)", exit: error.exit)
    }
    if isNew { try Folder.sync(Folder.parent(of: path)) }
  }

  /// The lines that end with a newline, and whether something follows them.
  private func lines() throws(Failure) -> (whole: [ArraySlice<UInt8>], isTorn: Bool) {
    guard let bytes = try File.readIfPresent(path, limit: Self.limit) else { return ([], false) }
    var lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
    let rest = lines.popLast()
    return (lines.filter { !$0.isEmpty }, rest.map { !$0.isEmpty } ?? false)
  }

  private var newline: UInt8 { UInt8(ascii: "\n") }
}
