import CSystemd
import Glibc
import LinuxSystem

/// Writes events to the journal with their fields; without a journal, lines to stderr.
public struct Journal: Sendable {
  /// As syslog's levels.
  public enum Priority: Int, Sendable {
    case critical = 2
    case error, warning, notice, info, debug
  }

  private let isThere: Bool
  private let identifier: String

  /// Whether there is a journal is seen once, since sending to none looks like a success.
  public init(identifier: String = "adnet-agent", socket: String = "/run/systemd/journal/socket") {
    // Not being able to look is as good as no journal.
    isThere = ((try? File.status(socket)) ?? nil) != nil
    self.identifier = identifier
  }

  /// `event` is a stable snake_case word, `messageID` 32 hex digits with an entry in the catalog.
  /// Names of fields are upper case, such as `ADNET_CHAIN`.
  public func write(
    _ priority: Priority, event: String, messageID: String? = nil, _ message: String,
    fields: [String: String] = [:]
  ) {
    guard isThere else {
      line(priority, message)
      return
    }
    var entry = ["MESSAGE": message, "PRIORITY": "\(priority.rawValue)", "ADNET_EVENT": event]
    entry["SYSLOG_IDENTIFIER"] = identifier
    if let messageID { entry["MESSAGE_ID"] = messageID }
    entry.merge(fields) { ours, _ in ours }
    if !send(entry.map { Array("\($0.key)=\($0.value)".utf8) }) { line(priority, message) }
  }

  private func send(_ fields: [[UInt8]]) -> Bool {
    // One block of memory, which the vector points into.
    let bytes = fields.flatMap { $0 }
    return bytes.withUnsafeBytes { block in
      var at = 0
      let vector = fields.map { field in
        defer { at += field.count }
        return iovec(
          iov_base: UnsafeMutableRawPointer(mutating: block.baseAddress?.advanced(by: at)),
          iov_len: field.count)
      }
      return adnet_journal_send(vector, CInt(vector.count)) >= 0
    }
  }

  /// One write, so that lines of several threads don't mix; systemd understands the prefix.
  private func line(_ priority: Priority, _ message: String) {
    let text = message.split(separator: "\n").joined(separator: "; ")
    let bytes = Array("<\(priority.rawValue)>\(text)\n".utf8)
    // Nobody is left to tell if stderr is gone.
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}
