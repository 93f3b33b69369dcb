/// A validator's address as the nodes take it: bech32m of 32 bytes, in lowercase. Whether the bytes are a
/// point of the curve isn't looked at.
public enum ValidatorAddress {
  public enum Problem: Error, Hashable, Sendable {
    case malformed
    /// At this character, counted from 1.
    case character(Int)
    case checksum(suspect: Int?)
    case size
    case capitals

    /// After what it is that has the problem.
    public var words: String {
      switch self {
      case .malformed: "is not an address"
      case .character(let place): "is not an address: character \(place) is not allowed"
      case .checksum: "has a wrong checksum"
      case .size: "does not hold 32 bytes"
      case .capitals: "is in capital letters"
      }
    }

    public func hint(prefix: String = "aleo") -> String? {
      switch self {
      case .malformed, .character, .size:
        "an address has \(prefix.utf8.count + 59) characters and begins with \(prefix)1"
      case .checksum(let suspect): suspect.map { "check character \($0)" }
      case .capitals: "write it in lowercase"
      }
    }
  }

  /// Whether a chain may have such addresses, whatever their form: a setting that was taken once is taken
  /// by every later version, and a member whom nobody knows counts as missing.
  public static func mayBe(_ text: String) -> Bool {
    (8...128).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) }
  }

  /// The prefix before the 1, which is the chain's own.
  @discardableResult
  public static func prefix(of text: String) throws(Problem) -> String {
    let decoded: Bech32m.Decoded
    do { decoded = try Bech32m.decode(text) } catch {
      switch error {
      case .malformed: throw .malformed
      case .character(let place): throw .character(place)
      case .checksum(let suspect): throw .checksum(suspect: suspect)
      }
    }
    // 52 groups of five bits: 32 bytes, and four bits that must be 0.
    guard decoded.data.count == 52, let last = decoded.data.last, last & 0xf == 0 else {
      throw .size
    }
    guard !text.utf8.contains(where: { (0x41...0x5a).contains($0) }) else { throw .capitals }
    return decoded.prefix
  }
}
