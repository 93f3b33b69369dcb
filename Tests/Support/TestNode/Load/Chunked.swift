/// The body of an answer in chunks, as servers send it that don't know its length.
enum Chunked {
  /// The body and how many bytes it took; nil while it isn't whole.
  static func decode(_ bytes: [UInt8]) -> (body: [UInt8], used: Int)? {
    var rest = bytes[...]
    var body: [UInt8] = []
    while let end = rest.firstIndex(of: 10) {
      let line = String(decoding: rest[..<end], as: UTF8.self).prefix { $0.isHexDigit }
      guard let size = Int(line, radix: 16), size <= 1 << 30 else { return nil }
      // The chunk and the empty line behind it; trailers aren't expected.
      guard rest.endIndex - (end + 1) >= size + 2 else { return nil }
      body += rest[(end + 1)..<(end + 1 + size)]
      rest = rest[(end + 1 + size + 2)...]
      if size == 0 { return (body, rest.startIndex) }
    }
    return nil
  }
}
