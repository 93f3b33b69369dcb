import AgentSimulation
import Basics
import Testing

@testable import AgentConfig
@testable import Quorum

@Suite struct Bech32mTests {
  /// BIP-350, test vectors.
  @Test(arguments: [
    ("A1LQFN3A", "a", 0), ("a1lqfn3a", "a", 0),
    (
      "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
      "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber1", 0
    ),
    ("abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx", "abcdef", 32),
    (
      "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8",
      "1",
      82
    ),
    ("split1checkupstagehandshakeupstreamerranterredcaperredlc445v", "split", 48),
    ("?1v759aa", "?", 0),
  ])
  func validOnesOfTheBIP(_ text: String, _ prefix: String, _ count: Int) throws {
    let decoded = try Bech32m.decode(text)
    #expect(decoded.prefix == prefix)
    #expect(decoded.data.count == count)
  }

  @Test(arguments: [
    "\u{20}1xj0phk", "\u{7f}1g6xzxy", "\u{80}1vctc34",
    "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4",
    "qyrz8wqd2c9m", "1qyrz8wqd2c9m", "y1b0jsk6g", "lt1igcx5c0", "in1muywd", "mm1crxm3i",
    "au1s5cgom",
    "M1VUXWEZ", "16plkw9", "1p2gdwpf", "", "1", "a1", "aleo1", "A1LQFN3a",
    // Bech32 of BIP-173, whose checksum is another one.
    "a12uel5l", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
  ])
  func invalidOnesOfTheBIP(_ text: String) {
    #expect(throws: Bech32m.Problem.self) { try Bech32m.decode(text) }
  }

  @Test(arguments: SampleAddress.all) func oneWrongLetterAnywhereIsFound(_ address: String) {
    let letters = Array(address)
    for place in letters.indices {
      for other in "abcdefghijklmnopqrstuvwxyz0123456789" where other != letters[place] {
        var wrong = letters
        wrong[place] = other
        let text = String(wrong)
        do throws(GenesisComplaint) {
          _ = try GenesisValue.address(text, prefix: nil)
          Issue.record("\(text) was taken")
        } catch {
          // Behind the prefix, the place is known.
          guard place > 4, Bech32m.alphabet.contains(other.asciiValue ?? 0) else { continue }
          #expect(error.text.contains("wrong checksum"), "\(text): \(error.text)")
          #expect(error.hint == "check character \(place + 1)", "\(text)")
        }
      }
    }
  }

  @Test func exchangedMissingAndDoubledLettersAreFound() {
    for address in SampleAddress.all {
      let letters = Array(address)
      for place in letters.indices {
        var texts: [[Character]] = []
        texts.append(Array(letters[..<place] + letters[(place + 1)...]))
        texts.append(Array(letters[...place] + letters[place...]))
        if place + 1 < letters.count, letters[place] != letters[place + 1] {
          var swapped = letters
          swapped.swapAt(place, place + 1)
          texts.append(swapped)
        }
        for text in texts {
          #expect(throws: GenesisComplaint.self, "\(String(text))") {
            try GenesisValue.address(String(text), prefix: nil)
          }
        }
      }
    }
  }

  @Test func twoAndThreeWrongLettersAreFound() {
    var generator = Dice(seed: 21)
    for _ in 0..<500 {
      var letters = Array(SampleAddress.random(&generator).utf8)
      #expect(throws: Never.self) {
        try GenesisValue.address(String(decoding: letters, as: UTF8.self), prefix: "aleo")
      }
      let places = Array((5..<63).shuffled(using: &generator)[..<(2 + generator.next(below: 2))])
      for place in places {
        letters[place] =
          Bech32m.alphabet.filter { $0 != letters[place] }.randomElement(using: &generator) ?? 0
      }
      let text = String(decoding: letters, as: UTF8.self)
      #expect(throws: GenesisComplaint.self, "\(text)") {
        try GenesisValue.address(text, prefix: nil)
      }
    }
  }

  @Test func allElseThatIsNoAddressOfTheNetwork() {
    func why(_ text: String, _ prefix: String? = "aleo") -> String {
      do throws(GenesisComplaint) {
        return try GenesisValue.address(text, prefix: prefix)
      } catch { return error.text + (error.hint.map { "; \($0)" } ?? "") }
    }
    #expect(why(SampleAddress.a) == SampleAddress.a)
    #expect(why(SampleAddress.otherPrefix, nil) == SampleAddress.otherPrefix)
    #expect(why(SampleAddress.otherPrefix, "test") == SampleAddress.otherPrefix)
    #expect(why(SampleAddress.otherPrefix).contains("begins with test1, not aleo1; --prefix test"))
    #expect(why(SampleAddress.a.uppercased()).contains("capital letters"))
    // 31 and 33 bytes, and 32 with rests that aren't 0.
    for data in [[UInt8](repeating: 0, count: 50), [UInt8](repeating: 0, count: 53)] {
      #expect(why(SampleAddress.encode("aleo", data)).contains("does not hold 32 bytes"))
    }
    #expect(
      why(SampleAddress.encode("aleo", [UInt8](repeating: 1, count: 52))).contains("32 bytes"))
    #expect(why("aleo1 x").contains("character 6 is not allowed"))
    #expect(
      why("alé\u{202e}o1x").contains(#""al\u{e9}\u{202e}o1x" is not an address: character 3"#))
    #expect(why("validator_address").contains("an address has 63 characters and begins with aleo1"))
  }

  @Test func aSecretKeyIsNotShown() {
    for secret in ["APrivateKey1zkp8example", "AViewKey1abc"] {
      for text in [secret, "x \(secret)"] {
        do throws(GenesisComplaint) {
          _ = try GenesisValue.address(text, prefix: "aleo")
          Issue.record("taken")
        } catch { #expect(!"\(error)".contains("Key1")) }
        #expect(throws: GenesisComplaint.self) { try GenesisValue.publicKey(text) }
        #expect(!GenesisQuote.text(text).contains("Key1"))
      }
    }
  }
}
