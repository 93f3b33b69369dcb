import Basics
import CGcrypt

/// A SHA-256 that grows with the bytes it is given; libgcrypt computes it.
struct SHA256: ~Copyable {
  /// Once a process, and by one thread: while another is at it, the library is "not operational".
  private static let begin: Void = { gcry_check_version(nil) }()

  private let handle: gcry_md_hd_t

  init() throws(Failure) {
    Self.begin
    var handle: gcry_md_hd_t?
    let error = gcry_md_open(&handle, CInt(GCRY_MD_SHA256.rawValue), 0)
    guard error == 0, let handle else {
      throw Failure(
        .digestUnavailable, "cannot compute a SHA-256: \(String(cString: gcry_strerror(error)))")
    }
    self.handle = handle
  }

  deinit { gcry_md_close(handle) }

  func update(_ bytes: UnsafeRawBufferPointer) {
    gcry_md_write(handle, bytes.baseAddress, bytes.count)
  }

  /// 64 lowercase hex digits; nothing can be added after it.
  func hexDigits() -> String {
    let digits = Array("0123456789abcdef".utf8)
    guard let bytes = gcry_md_read(handle, CInt(GCRY_MD_SHA256.rawValue)) else { return "" }
    let text = UnsafeBufferPointer(start: bytes, count: 32).flatMap {
      [digits[Int($0 >> 4)], digits[Int($0 & 15)]]
    }
    return String(decoding: text, as: UTF8.self)
  }

  static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }
}
