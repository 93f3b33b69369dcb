/// The name of a chain on this host, such as `alpha` or `delta`.
///
/// The name becomes part of unit names, user names and paths, so its alphabet is `[a-z][a-z0-9]{0,15}`.
public struct ChainName: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let text: String

  /// Nil when `text` isn't a valid chain name.
  public init?(_ text: String) {
    let bytes = text.utf8
    guard let first = bytes.first, (1...16).contains(bytes.count), first.isLowercaseLetter,
      bytes.allSatisfy({ $0.isLowercaseLetter || $0.isDigit })
    else { return nil }
    self.text = text
  }

  public var description: String { text }

  public static func < (a: ChainName, b: ChainName) -> Bool { a.text < b.text }
}

extension ChainName: TextCodable {
  public static let form = "a chain name"
}

extension UInt8 {
  var isLowercaseLetter: Bool { (0x61...0x7a).contains(self) }
  var isDigit: Bool { (0x30...0x39).contains(self) }
  var isLetter: Bool { isLowercaseLetter || (0x41...0x5a).contains(self) }
}

/// Dictionaries by chain are JSON objects.
extension ChainName: CodingKeyRepresentable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public var codingKey: any CodingKey { Key(stringValue: text) }

  public init?<T: CodingKey>(codingKey: T) { self.init(codingKey.stringValue) }
}
