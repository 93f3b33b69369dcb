public import Basics
import LinuxSystem

/// The log of an import, a line for each action, for commands that follow it. Readable by root only.
public struct ImportLog {
  private let path: String

  public init(_ paths: Paths, _ chain: ChainName) { path = "\(paths.imports)/\(chain).log" }

  /// Empty from now on.
  public func begin() throws(Failure) { try File.writeAtomically([], to: path, mode: 0o600) }

  public func add(_ line: String) throws(Failure) {
    try Descriptor.open(path, .append(mode: 0o600)).writeAll(Array((line + "\n").utf8))
  }

  /// The whole lines from a place on, and the place of what follows.
  public func lines(from offset: Int64) throws(Failure) -> (lines: [String], next: Int64) {
    let file: Descriptor
    do throws(Failure) { file = try Descriptor.open(path, .readNoFollow) } catch {
      if error.isMissing { return ([], 0) }
      throw error
    }
    let bytes = try file.read(at: offset, count: 64 * 1024)
    guard let last = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return ([], offset) }
    let lines = bytes[..<last].split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return (lines.map { String(decoding: $0, as: UTF8.self) }, offset + Int64(last) + 1)
  }

  public func size() throws(Failure) -> Int64 { try File.status(path)?.size ?? 0 }
}
