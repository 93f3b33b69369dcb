import Glibc

/// A folder of its own for a test, gone with it.
final class Room {
  let path: String

  init() {
    var template = Array("/tmp/adnet-testnode.XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
  }

  deinit {
    Files.removeAll(path)
  }

  func read(_ name: String) -> String? { Files.read(path + "/" + name) }

  func write(_ name: String, _ text: String, mode: mode_t = 0o600) {
    let descriptor = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, mode)
    defer { close(descriptor) }
    _ = text.withCString { Glibc.write(descriptor, $0, strlen($0)) }
  }
}
