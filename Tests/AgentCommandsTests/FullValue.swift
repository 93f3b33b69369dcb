import FoundationEssentials

/// A value of any decodable type in which every optional field is there, and every list has one element.
enum FullValue {
  struct Impossible: Error { let type: String }

  static func of<T: Decodable>(_ type: T.Type, schema: String) throws -> T {
    try Maker(schema: schema, text: "x").make(type)
  }

  /// Texts to try where not every one is allowed: those that released versions have printed, and some.
  private static let texts: [String] = {
    // Tests/AgentCommandsTests/FullValue.swift
    let tests = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }
    let folder = "\(tests)/Frozen/0.2.0/json"
    var words: Set<String> = []
    func names(_ folder: String) -> [String] {
      (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }
    for moment in names(folder) {
      for file in names("\(folder)/\(moment)") {
        let path = "\(folder)/\(moment)/\(file)"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        words.formUnion(text.split(separator: "\"").map(String.init))
      }
    }
    let own = ["x", "alpha", "code", "alphaos/1.0.0-0f3a9c1b2d4e", "2026-11-29T20:00:00.000Z"]
    return own + words.sorted()
  }()

  private struct Maker {
    let schema: String
    let text: String

    func make<T: Decodable>(_ type: T.Type) throws -> T {
      if let value = plain(type) { return value }
      if let all = type as? any CaseIterable.Type, let value = first(all) as? T { return value }
      for text in FullValue.texts {
        do {
          return try T(from: FullDecoder(maker: Maker(schema: schema, text: text)))
        } catch let error as Impossible {
          throw error
        } catch {
          continue
        }
      }
      throw Impossible(type: "\(type)")
    }

    private func plain<T>(_ type: T.Type) -> T? {
      let values: [Any] = [
        true, text, 1, Int64(1), Int32(1), UInt64(1), UInt32(1), UInt16(1), UInt8(1), 1.5,
      ]
      return values.lazy.compactMap { $0 as? T }.first
    }

    private func first<C: CaseIterable>(_ type: C.Type) -> Any? { type.allCases.first }
  }

  private struct FullDecoder: Decoder {
    let maker: Maker
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
      KeyedDecodingContainer(Fields(maker: maker))
    }
    func unkeyedContainer() -> any UnkeyedDecodingContainer { Elements(maker: maker) }
    func singleValueContainer() -> any SingleValueDecodingContainer { One(maker: maker) }
  }

  private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let maker: Maker
    let codingPath: [any CodingKey] = []
    /// Asked of dictionaries alone, whose keys are chains.
    var allKeys: [Key] { [Key(stringValue: "alpha")].compactMap { $0 } }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
      if key.stringValue == "schema", let schema = maker.schema as? T { return schema }
      return try maker.make(type)
    }
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
      try decode(type, forKey: key)
    }
    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedDecodingContainer<Nested> { KeyedDecodingContainer(Fields<Nested>(maker: maker)) }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
      Elements(maker: maker)
    }
    func superDecoder() -> any Decoder { FullDecoder(maker: maker) }
    func superDecoder(forKey key: Key) -> any Decoder { FullDecoder(maker: maker) }
  }

  private struct Elements: UnkeyedDecodingContainer {
    let maker: Maker
    let codingPath: [any CodingKey] = []
    let count: Int? = 1
    var currentIndex = 0
    var isAtEnd: Bool { currentIndex == 1 }

    init(maker: Maker) { self.maker = maker }

    mutating func decodeNil() -> Bool { false }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
      currentIndex += 1
      return try maker.make(type)
    }
    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) -> KeyedDecodingContainer<Nested> { KeyedDecodingContainer(Fields<Nested>(maker: maker)) }
    mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer {
      Elements(maker: maker)
    }
    mutating func superDecoder() -> any Decoder { FullDecoder(maker: maker) }
  }

  private struct One: SingleValueDecodingContainer {
    let maker: Maker
    let codingPath: [any CodingKey] = []

    func decodeNil() -> Bool { false }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try maker.make(type) }
  }
}
