/// Text with a checksum, as addresses are written (BIP-350): `aleo1…`.
enum Bech32m {
  struct Decoded: Equatable {
    let prefix: String
    /// Groups of five bits, without the checksum.
    let data: [UInt8]
  }

  enum Problem: Error, Equatable {
    /// Not a prefix, `1`, and six characters or more of the alphabet, all in one case.
    case malformed
    /// At this character, counted from 1.
    case character(Int)
    /// With the one character, counted from 1, that makes it right when it is exchanged for another.
    case checksum(suspect: Int?)
  }

  static func decode(_ text: String) throws(Problem) -> Decoded {
    let all = Array(text.utf8)
    if let at = all.firstIndex(where: { !(0x21...0x7e).contains($0) }) {
      throw .character(text.utf8.prefix(at).count { $0 & 0xc0 != 0x80 } + 1)
    }
    let isUpper = all.contains { (0x41...0x5a).contains($0) }
    guard !isUpper || !all.contains(where: { (0x61...0x7a).contains($0) }), all.count <= 90 else {
      throw .malformed
    }
    let bytes = isUpper ? all.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 } : all
    guard let separator = bytes.lastIndex(of: UInt8(ascii: "1")), separator > 0,
      bytes.count - separator > 6
    else { throw .malformed }
    var values: [UInt8] = []
    for (index, byte) in bytes.enumerated().dropFirst(separator + 1) {
      guard let value = alphabet.firstIndex(of: byte) else { throw .character(index + 1) }
      values.append(UInt8(value))
    }
    let prefix = bytes[..<separator]
    let head = prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
    let rest = remainder(head + values) ^ constant
    guard rest == 0 else {
      // Counted from the end, and behind the separator.
      let suspect = singleErrors[rest].flatMap { $0 < values.count ? bytes.count - $0 : nil }
      throw .checksum(suspect: suspect)
    }
    return Decoded(
      prefix: String(decoding: prefix, as: UTF8.self), data: Array(values.dropLast(6)))
  }

  /// `qpzry9x8…`: a character's value is its place.
  static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  static let constant: UInt32 = 0x2bc8_30a3

  static func remainder(_ values: [UInt8]) -> UInt32 {
    var sum: UInt32 = 1
    for value in values { sum = step(sum, UInt32(value)) }
    return sum
  }

  private static func step(_ sum: UInt32, _ value: UInt32) -> UInt32 {
    let top = sum >> 25
    var next = (sum & 0x1ff_ffff) << 5 ^ value
    if top & 1 != 0 { next ^= 0x3b6a_57b2 }
    if top & 2 != 0 { next ^= 0x2650_8e6d }
    if top & 4 != 0 { next ^= 0x1ea1_19fa }
    if top & 8 != 0 { next ^= 0x3d42_33dd }
    if top & 16 != 0 { next ^= 0x2a14_62b3 }
    return next
  }

  /// The remainder of one wrong character, to its place from the end. The checksum is linear, so the
  /// remainder is the same in every text; no two places share one, since texts with a right checksum
  /// differ in five characters. The right character isn't reported: with more errors than one the place
  /// may be wrong.
  private static let singleErrors: [UInt32: Int] = {
    var places: [UInt32: Int] = [:]
    for error in UInt32(1)..<32 {
      var rest = error
      for place in 0..<90 {
        places[rest] = place
        rest = step(rest, 0)
      }
    }
    return places
  }()
}
