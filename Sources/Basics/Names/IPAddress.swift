/// A literal IPv4 or IPv6 address. Names aren't resolved: a port must mean the same at every start.
public struct IPAddress: Hashable, Sendable {
  /// 4 or 16 bytes.
  public let bytes: [UInt8]

  public init?(_ text: String) {
    guard let bytes = Self.version4(text[...]) ?? Self.version6(text) else { return nil }
    self.bytes = bytes
  }

  public var isVersion6: Bool { bytes.count == 16 }
  public var isWildcard: Bool { bytes.allSatisfy { $0 == 0 } }
  public var isLoopback: Bool {
    isVersion6 ? bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] == 1 : bytes[0] == 127
  }
  public var isMulticast: Bool { isVersion6 ? bytes[0] == 0xff : bytes[0] >= 224 }
  public var isMappedVersion4: Bool {
    isVersion6 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
  }

  /// Two listeners can't have one port with these addresses. `::` takes IPv4 too.
  public func clashes(with other: IPAddress) -> Bool { covers(other) || other.covers(self) }

  private func covers(_ other: IPAddress) -> Bool {
    self == other || isWildcard && (isVersion6 || !other.isVersion6)
  }

  /// As RFC 5952 has it, so that one address has one spelling.
  public var text: String {
    guard isVersion6 else { return bytes.map { "\($0)" }.joined(separator: ".") }
    let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
    let gap = Self.longestZeros(groups)
    func hex(_ part: ArraySlice<Int>) -> String {
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard gap.count > 1 else { return hex(groups[...]) }
    return hex(groups[..<gap.lowerBound]) + "::" + hex(groups[gap.upperBound...])
  }

  private static func longestZeros(_ groups: [Int]) -> Range<Int> {
    var best = 0..<0
    var start = 0
    for (index, group) in groups.enumerated() {
      if group != 0 { start = index + 1 }
      if index + 1 - start > best.count { best = start..<(index + 1) }
    }
    return best
  }

  private static func version4(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      // A leading zero would be octal to some readers.
      guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part == "0" || part.first != "0",
        let byte = UInt8(part)
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private static func version6(_ text: String) -> [UInt8]? {
    guard let gap = text.firstRange(ofColons: 2) else {
      let bytes = groups(text[...])
      return bytes?.count == 16 ? bytes : nil
    }
    guard let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...]),
      head.count + tail.count <= 14
    else { return nil }
    return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private static func groups(_ text: Substring) -> [UInt8]? {
    if text.isEmpty { return [] }
    var bytes: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, let tail = version4(part) { return bytes + tail }
      guard (1...4).contains(part.utf8.count), part.utf8.first != UInt8(ascii: "+"),
        let group = UInt16(part, radix: 16)
      else { return nil }
      bytes += [UInt8(group >> 8), UInt8(group & 0xff)]
    }
    return bytes
  }
}

extension String {
  fileprivate func firstRange(ofColons count: Int) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      guard let end = index(start, offsetBy: count, limitedBy: endIndex) else { return nil }
      if self[start..<end].allSatisfy({ $0 == ":" }) { return start..<end }
      start = index(after: start)
    }
    return nil
  }
}
