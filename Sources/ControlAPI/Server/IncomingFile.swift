import Basics
import LinuxSystem
import NIOCore

/// A file being uploaded, in the incoming folder until the release is installed.
///
/// It is written on the API's thread: a write of at most 64 KiB goes to the page cache, and there
/// is never more than one such write between two other requests.
final class IncomingFile: Sendable {
  /// Names start with this, so that those of a process that died can be told and removed.
  static let prefix = "upload-"

  let name: String
  private let path: String
  private let descriptor: Descriptor

  /// `expected` bytes are reserved at once: a full disk is known before the upload starts.
  init(in folder: String, expected: Int64?) throws(Failure) {
    name = "\(Self.prefix)\(Clock.monotonicNanoseconds())"
    path = "\(folder)/\(name)"
    descriptor = try Descriptor.open(path, .create(mode: 0o600))
    do throws(Failure) {
      if let expected, expected > 0 { try descriptor.reserve(bytes: expected) }
    } catch {
      remove()
      throw Failure(
        error.kind, "cannot store the file: \(error.reason)",
        hint: "adnet-agent release list shows releases that could be removed", exit: error.exit)
    }
  }

  func append(_ bytes: ByteBuffer) throws(Failure) {
    try bytes.withUnsafeReadableBytes { buffer in
      Result { () throws(Failure) in try descriptor.writeAll(buffer) }
    }.get()
  }

  /// Without a word when it fails: the next start of the server removes what is left.
  func remove() {
    do { try File.remove(path) } catch {}
  }

  static func removeLeftovers(in folder: String) throws(Failure) {
    for name in try Folder.names(in: folder) where name.hasPrefix(prefix) {
      try File.remove("\(folder)/\(name)")
    }
  }
}
