/// Any JSON with its values: to change a document of another version before it is understood, and to see
/// what a document would lose when it is saved again.
package indirect enum JSONTree: Codable, Hashable, Sendable {
  case object([String: JSONTree])
  case array([JSONTree])
  case string(String)
  case integer(Int64)
  /// Above what `integer` holds.
  case unsigned(UInt64)
  case real(Double)
  case bool(Bool)
  case null

  package init(from decoder: any Decoder) throws {
    // Asking is the only way to learn the kind of a value, and each wrong guess costs: the usual first.
    let value = try decoder.singleValueContainer()
    if let text = try? value.decode(String.self) {
      self = .string(text)
    } else if let fields = try? decoder.container(keyedBy: Key.self) {
      var object: [String: JSONTree] = [:]
      for key in fields.allKeys {
        object[key.stringValue] = try fields.decode(JSONTree.self, forKey: key)
      }
      self = .object(object)
    } else if let integer = try? value.decode(Int64.self) {
      self = .integer(integer)
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if var elements = try? decoder.unkeyedContainer() {
      var array: [JSONTree] = []
      while !elements.isAtEnd { array.append(try elements.decode(JSONTree.self)) }
      self = .array(array)
    } else if value.decodeNil() {
      self = .null
    } else if let unsigned = try? value.decode(UInt64.self) {
      self = .unsigned(unsigned)
    } else {
      self = .real(try value.decode(Double.self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let fields):
      var container = encoder.container(keyedBy: Key.self)
      for (key, value) in fields { try container.encode(value, forKey: Key(stringValue: key)) }
    case .array(let elements):
      var container = encoder.unkeyedContainer()
      for element in elements { try container.encode(element) }
    case .string(let text): try encode(text, encoder)
    case .integer(let number): try encode(number, encoder)
    case .unsigned(let number): try encode(number, encoder)
    case .real(let number): try encode(number, encoder)
    case .bool(let bool): try encode(bool, encoder)
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    }
  }

  private func encode(_ value: some Encodable, _ encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }

  /// A field of an object; setting it to nil removes it. Of anything else it is nil, and stays so.
  package subscript(key: String) -> JSONTree? {
    get {
      if case .object(let fields) = self { fields[key] } else { nil }
    }
    set {
      guard case .object(var fields) = self else { return }
      fields[key] = newValue
      self = .object(fields)
    }
  }

  /// Changes each value of an object or an array, such as the chains of a state.
  package mutating func changeEach(_ change: (inout JSONTree) -> Void) {
    func changed(_ value: JSONTree) -> JSONTree {
      var value = value
      change(&value)
      return value
    }
    switch self {
    case .object(let fields): self = .object(fields.mapValues(changed))
    case .array(let elements): self = .array(elements.map(changed))
    case .string, .integer, .unsigned, .real, .bool, .null: break
    }
  }

  /// Changes what is at a path of keys; nothing where there is no such thing.
  package mutating func change(_ path: [String], _ change: (inout JSONTree) -> Void) {
    guard let key = path.first else { return change(&self) }
    guard var value = self[key] else { return }
    value.change(Array(path.dropFirst()), change)
    self[key] = value
  }

  /// As `chains.alpha.colour`.
  package func firstKey(missingIn other: JSONTree, under path: String = "") -> String? {
    switch (self, other) {
    case (.object(let mine), .object(let theirs)):
      for (key, value) in mine.sorted(by: { $0.key < $1.key }) {
        let name = path.isEmpty ? key : "\(path).\(key)"
        guard let same = theirs[key] else { return name }
        if let lost = value.firstKey(missingIn: same, under: name) { return lost }
      }
      return nil
    case (.array(let mine), .array(let theirs)):
      for (index, value) in mine.enumerated() {
        guard theirs.indices.contains(index) else { return "\(path)[\(index)]" }
        if let lost = value.firstKey(missingIn: theirs[index], under: "\(path)[\(index)]") {
          return lost
        }
      }
      return nil
    default: return isBranch || other.isBranch ? path : nil
    }
  }

  /// The place of the first number that no version of ours writes, and that arithmetic or a calendar
  /// may fail at: a time (`…Ms`) before 1970 or after 9999, and anything above 2^53 where it is
  /// counted or added. As `chains.alpha.drained.sinceUnixMs`.
  package func firstUnlikelyNumber(at path: [String] = []) -> String? {
    let isTime = path.last?.hasSuffix("Ms") == true
    switch self {
    case .object(let fields):
      return fields.sorted { $0.key < $1.key }.lazy.compactMap { key, value in
        value.firstUnlikelyNumber(at: path + [key])
      }.first
    case .array(let elements):
      return elements.enumerated().lazy.compactMap { index, value in
        value.firstUnlikelyNumber(at: path + ["\(index)"])
      }.first
    case .integer(let number) where isTime && !(0..<253_402_300_800_000).contains(number),
      .integer(let number) where number.magnitude > 1 << 53:
      return ["device", "inode"].contains(path.last) ? nil : path.joined(separator: ".")
    case .integer, .unsigned, .string, .real, .bool, .null: return nil
    }
  }

  private var isBranch: Bool {
    switch self {
    case .object, .array: true
    case .string, .integer, .unsigned, .real, .bool, .null: false
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
