/// The shape of any JSON, to see what a document would lose when it is saved again.
indirect enum JSONTree: Decodable {
  case object([String: JSONTree])
  case array([JSONTree])
  /// A string, a number, a truth value or null.
  case leaf

  init(from decoder: any Decoder) throws {
    if let fields = try? decoder.container(keyedBy: Key.self) {
      // Asking is the only way to learn the kind of a value.
      var object: [String: JSONTree] = [:]
      for key in fields.allKeys {
        object[key.stringValue] = try fields.decode(JSONTree.self, forKey: key)
      }
      self = .object(object)
    } else if var elements = try? decoder.unkeyedContainer() {
      var array: [JSONTree] = []
      while !elements.isAtEnd { array.append(try elements.decode(JSONTree.self)) }
      self = .array(array)
    } else {
      self = .leaf
    }
  }

  /// As `chains.alpha.colour`.
  func firstKey(missingIn other: JSONTree, under path: String = "") -> String? {
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
    case (.leaf, .leaf): return nil
    case (.object, _), (.array, _), (.leaf, _): return path
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
