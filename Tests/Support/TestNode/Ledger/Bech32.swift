/// Names like the chain's own, with a right checksum (BIP-350), which are the same wherever they are derived.
enum Bech32 {
  private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l")

  static func name(_ prefix: String, of seed: String) -> String {
    var state: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in seed.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var groups: [UInt32] = []
    for _ in 0..<52 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      groups.append(UInt32(mixed >> 59))
    }
    // 32 bytes are 52 groups of five bits less four.
    groups[51] &= 0x10
    let letters = (groups + checksum(prefix, groups)).map { alphabet[Int($0)] }
    return prefix + "1" + String(letters)
  }

  private static func checksum(_ prefix: String, _ groups: [UInt32]) -> [UInt32] {
    let letters = prefix.utf8.map(UInt32.init)
    var sum: UInt32 = 1
    for value in letters.map({ $0 >> 5 }) + [0] + letters.map({ $0 & 31 }) + groups
      + [0, 0, 0, 0, 0, 0]
    {
      let top = sum >> 25
      sum = (sum & 0x1ff_ffff) << 5 ^ value
      let steps: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
      for (bit, step) in steps.enumerated() where top >> bit & 1 != 0 { sum ^= step }
    }
    sum ^= 0x2bc8_30a3
    return (0..<6).map { sum >> (5 * (5 - $0)) & 31 }
  }
}
