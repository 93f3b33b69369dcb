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
