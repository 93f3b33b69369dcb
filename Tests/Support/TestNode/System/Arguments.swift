/// A flag as a table row: its name without dashes, the name of its value when it takes one.
struct Flag {
  let name: String
  let value: String?
  let help: String

  init(_ name: String, _ value: String?, _ help: String) {
    self.name = name
    self.value = value
    self.help = help
  }

  static func help(_ flags: [Flag]) -> String {
    flags.map { flag in
      let left = "  --\(flag.name)" + (flag.value.map { " \($0)" } ?? "")
      return left + String(repeating: " ", count: max(1, 34 - left.count)) + flag.help
    }.joined(separator: "\n")
  }
}

/// Flags with their values; what is unknown is refused as clap does, with exit 2.
struct Arguments {
  private var values: [String: String] = [:]

  init(_ words: some Collection<String>, _ flags: [Flag]) throws(Refusal) {
    var words = words[...]
    while let word = words.popFirst() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard word.hasPrefix("--"), let flag = flags.first(where: { "--\($0.name)" == parts[0] })
      else {
        throw Refusal("error: unexpected argument '\(word)' found", exit: 2)
      }
      if flag.value == nil {
        guard parts.count == 1 else {
          throw Refusal("error: unexpected value for '--\(flag.name)' found", exit: 2)
        }
        values[flag.name] = ""
      } else if let value = parts.count == 2 ? String(parts[1]) : words.popFirst() {
        values[flag.name] = value
      } else {
        throw Refusal(
          "error: a value is required for '--\(flag.name)' but none was supplied", exit: 2)
      }
    }
  }

  func has(_ name: String) -> Bool { values[name] != nil }

  func text(_ name: String) -> String? { values[name] }

  func address(_ name: String) throws(Refusal) -> SocketAddress? {
    try value(name) { SocketAddress($0) }
  }

  func seconds(_ name: String) throws(Refusal) -> Double? {
    try value(name) { Double($0).flatMap { $0 >= 0 ? $0 : nil } }
  }

  func integer(_ name: String) throws(Refusal) -> Int? {
    try value(name) { Int($0).flatMap { $0 >= 0 ? $0 : nil } }
  }

  func addresses(_ name: String) throws(Refusal) -> [SocketAddress] {
    try value(name) { text in
      let parts = text.split(separator: ",")
      let addresses = parts.compactMap { SocketAddress(String($0)) }
      return addresses.count == parts.count ? addresses : nil
    } ?? []
  }

  func value<Value>(_ name: String, _ read: (String) -> Value?) throws(Refusal) -> Value? {
    guard let text = values[name] else { return nil }
    guard let value = read(text) else {
      throw Refusal("error: invalid value '\(text)' for '--\(name)'", exit: 2)
    }
    return value
  }
}
