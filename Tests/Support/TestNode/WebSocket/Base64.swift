public enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  public static func encode(_ bytes: [UInt8]) -> String {
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      let padded = Array(part) + [UInt8](repeating: 0, count: 3 - part.count)
      let value = padded.reduce(0) { $0 << 8 | Int($1) }
      for index in 0..<4 {
        text.append(index <= part.count ? alphabet[value >> (18 - 6 * index) & 63] : "=")
      }
    }
    return text
  }
}
