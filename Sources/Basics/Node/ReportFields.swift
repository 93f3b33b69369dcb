/// The lines of a supervisor's report, by key.
struct ReportFields {
  private var values: [String: String] = [:]

  init(_ text: String) throws {
    for line in text.split(separator: "\n") {
      guard let equals = line.firstIndex(of: "=") else { throw Self.invalid("a line without =") }
      let key = String(line[..<equals])
      guard values[key] == nil else { throw Self.invalid("\(key) is given twice") }
      values[key] = String(line[line.index(after: equals)...])
    }
  }

  static func invalid(_ why: String) -> Failure {
    Failure(.reportInvalid, "cannot read the supervisor's report: \(why)")
  }

  subscript(key: String) -> String? { values[key].flatMap { $0.isEmpty ? nil : $0 } }

  func required(_ key: String) throws -> String {
    guard let value = self[key] else { throw Self.invalid("\(key) is missing") }
    return value
  }

  func number(_ key: String) throws -> Int? {
    guard let text = self[key] else { return nil }
    guard let number = Int(text), number >= 0 else { throw Self.invalid("\(key) is \(text)") }
    return number
  }

  /// A number for which 0 stands for "never" or "none".
  func some(_ key: String) throws -> Int? {
    guard let number = try number(key), number > 0 else { return nil }
    return number
  }

  func pid(_ key: String) throws -> Int32 {
    guard let number = try number(key) else { return 0 }
    guard let pid = Int32(exactly: number) else { throw Self.invalid("\(key) is \(number)") }
    return pid
  }

  func optionalWord<Word: RawRepresentable<String>>(_ key: String) throws -> Word? {
    guard let text = self[key] else { return nil }
    guard let word = Word(rawValue: text) else { throw Self.invalid("\(key) is \(text)") }
    return word
  }

  func word<Word: RawRepresentable<String>>(_ key: String) throws -> Word {
    guard let word: Word = try optionalWord(key) else { throw Self.invalid("\(key) is missing") }
    return word
  }

  func yes(_ key: String) throws -> Bool {
    switch self[key] {
    case "yes": true
    case "no", nil: false
    case .some(let text): throw Self.invalid("\(key) is \(text)")
    }
  }

  func chain(_ key: String) throws -> ChainName {
    guard let chain = ChainName(try required(key)) else {
      throw Self.invalid("\(key) isn't a chain's name")
    }
    return chain
  }

  func release(_ key: String) throws -> ReleaseID? {
    guard let text = self[key] else { return nil }
    guard let release = ReleaseID(text) else { throw Self.invalid("\(key) is \(text)") }
    return release
  }

  func ports() throws -> [String: NodePort] {
    var ports: [String: NodePort] = [:]
    for (key, value) in values where key.hasPrefix("port.") {
      let words = value.split(separator: " ", maxSplits: 1)
      guard let first = words.first, let state = NodePort.State(rawValue: String(first)) else {
        throw Self.invalid("\(key) is \(value)")
      }
      ports[String(key.dropFirst("port.".count))] = NodePort(
        state, address: words.count == 2 ? String(words[1]) : "")
    }
    return ports
  }

  /// The end of a node, under `exit` for the last one and `before` for the one before it.
  func exit(_ name: String) throws -> NodeExit? {
    guard let kind: NodeExit.Kind = try optionalWord("\(name).kind") else { return nil }
    return NodeExit(
      kind: kind, value: try number("\(name).value") ?? 0, ordered: try yes("\(name).ordered"),
      clean: try yes("\(name).clean"), atUnixMs: try number("\(name).unix_ms") ?? 0,
      text: self["\(name).text"] ?? "")
  }
}
