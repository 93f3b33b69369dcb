import AgentSimulation

@testable import Quorum

/// Addresses that are ones, for tests.
enum SampleAddress {
  static let a = "aleo1rhgdu77hgyqd3xjj8ucu3jj9r2krwz6mnzyd80gncr5fxcwlh5rsvzp9px"
  static let b = "aleo1q6qstg8q8shwqf5m6q5fcenuwsdqsvp4hhsgfnx5chzjm3secyzqt9mxm8"
  static let c = "aleo1s3ws5tra87fjycnjrwsjcrnw2qxr8jfqqdugnf0xzqqw29q9m5pqem2u4t"
  static let d = "aleo1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs5dt756"
  static let all = [a, b, c, d]
  static let otherPrefix = "test1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs6f2wyg"

  /// Of groups of five bits.
  static func encode(_ prefix: String, _ data: [UInt8]) -> String {
    let head = prefix.utf8.map { $0 >> 5 } + [0] + prefix.utf8.map { $0 & 31 }
    let sum = Bech32m.remainder(head + data + [0, 0, 0, 0, 0, 0]) ^ Bech32m.constant
    let check = (0..<6).map { UInt8(sum >> (5 * (5 - $0)) & 31) }
    return prefix + "1"
      + String(decoding: (data + check).map { Bech32m.alphabet[Int($0)] }, as: UTF8.self)
  }

  /// Any, from a generator.
  static func random(_ generator: inout Dice, prefix: String = "aleo") -> String {
    let data = (0..<52).map { UInt8(generator.next(below: $0 == 51 ? 2 : 32)) }
    return encode(prefix, data.dropLast() + [data[51] << 4])
  }
}

extension Dice {
  mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
