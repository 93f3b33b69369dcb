import Testing

@testable import AgentConfig

@Suite struct MangledFileTests {
  /// Hundreds of damaged copies of a valid file; the seed is in the message of a failure.
  @Test(arguments: UInt64(1)...10)
  func anyTextGivesAConfigurationOrProblemsButNeverBoth(_ seed: UInt64) throws {
    var random = Random(state: seed)
    let valid = Array(Configuration().rendered().utf8)
    let lineCount = valid.count { $0 == UInt8(ascii: "\n") } + 1
    for _ in 0..<30 {
      var bytes = valid
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 0...127, using: &random)
        case 1:
          bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...40, using: &random)))
        default: bytes.insert("[]{}\"=#\n".utf8.randomElement(using: &random)!, at: at)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let (configuration, problems) = ConfigurationParser.parse(files: [("x", text)])
      #expect((configuration == nil) == !problems.isEmpty, "\(text)")
      for problem in problems {
        #expect((1...(lineCount + 8)).contains(problem.line), "\(problem)")
        #expect(!problem.text.contains("\n"), "\(problem)")
      }
    }
  }

  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var word = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
      word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
      return word ^ (word >> 31)
    }
  }
}
