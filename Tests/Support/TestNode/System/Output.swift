import Glibc

/// Unbuffered, so that nothing printed is lost when the process dies.
enum Output {
  static func line(_ text: String, to descriptor: CInt = 1) {
    var text = text + "\n"
    text.withUTF8 { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = write(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
        guard count > 0 else { return }
        sent += count
      }
    }
  }
}
