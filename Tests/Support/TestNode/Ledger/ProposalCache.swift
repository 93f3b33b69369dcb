import Glibc

/// What keeps a validator from signing twice at one height; written at a graceful stop only.
struct ProposalCache {
  /// In a node data folder.
  static let name = "current-proposal-cache"

  /// Up to 4.4.
  static func name(network: Int, development: Int?) -> String {
    development.map { ".\(name)-\(network)-\($0)" } ?? "\(name)-\(network)"
  }

  let path: String

  /// The height it was written at; nil when there is none.
  var height: Int? {
    TextFile.read(path)?.split(separator: "\n").first?.split(separator: " ").last.flatMap {
      Int($0)
    }
  }

  func store(height: Int, padding: Int) throws(Refusal) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    let chunk = [UInt8](repeating: 0x2e, count: 1 << 20)
    var bytes = Array("proposal-cache \(height)\n".utf8)
    var left = padding
    while !bytes.isEmpty {
      guard write(descriptor, bytes, bytes.count) == bytes.count else { throw failure() }
      bytes = Array(chunk.prefix(left))
      left -= bytes.count
    }
    guard fsync(descriptor) == 0 else { throw failure() }
  }

  private func failure() -> Refusal {
    Refusal("failed to store the proposal cache at \(path): \(String(cString: strerror(errno)))")
  }
}
