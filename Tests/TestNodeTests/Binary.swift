import Glibc

enum Binary {
  /// Beside the test bundle, where the build puts all products.
  static let path: String = {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      readlink("/proc/self/exe", bytes.baseAddress!, bytes.count)
    }
    let bundle = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    let folder = bundle.lastIndex(of: "/").map { bundle[..<$0] } ?? "."
    let beside = "\(folder)/adnet-testnode"
    if access(beside, X_OK) == 0 { return beside }
    return getenv("ADNET_TESTNODE").map { String(cString: $0) } ?? ".build/debug/adnet-testnode"
  }()
}
