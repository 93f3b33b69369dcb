/// The target of a request, taken apart: `/v1/operations/7?after=3`.
struct RequestTarget {
  let segments: [String]
  let query: [String: String]

  /// The parts of a target; nil when it isn't a proper one: not absolute, empty segments, bad escapes, a name twice.
  init?(_ text: String) {
    let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = halves.first, path.first == "/" else { return nil }
    var segments: [String] = []
    for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let segment = Self.unescaped(part), !segment.isEmpty else { return nil }
      segments.append(segment)
    }
    var query: [String: String] = [:]
    for pair in halves.dropFirst().joined().split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.unescaped(sides[0]),
        let value = Self.unescaped(sides.count > 1 ? sides[1] : ""),
        query.updateValue(value, forKey: name) == nil
      else { return nil }
    }
    self.segments = segments
    self.query = query
  }

  static func unescaped(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
