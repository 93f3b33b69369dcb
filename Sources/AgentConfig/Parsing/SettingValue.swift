/// A value that a key of agent.toml can have.
package enum SettingValue: Hashable, Sendable {
  case string(String)
  case integer(Int)
  case boolean(Bool)
  case strings([String])

  /// As TOML, arrays that don't fit a line one group of arguments a line.
  package var toml: String {
    switch self {
    case .string(let text): Self.quoted(text)
    case .integer(let number): "\(number)"
    case .boolean(let flag): flag ? "true" : "false"
    case .strings(let texts): Self.array(texts)
    }
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7f {
          let hex = String(scalar.value, radix: 16, uppercase: true)
          result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  private static func array(_ texts: [String]) -> String {
    let line = "[" + texts.map(quoted).joined(separator: ", ") + "]"
    if line.utf8.count <= 80 { return line }
    return "[\n" + lines(texts).map { "  \($0),\n" }.joined() + "]"
  }

  /// An option and its value stay together.
  private static func lines(_ texts: [String]) -> [String] {
    var lines: [String] = []
    for text in texts {
      if let last = lines.indices.last, !text.hasPrefix("-"), !lines[last].isEmpty {
        lines[last] += ", \(quoted(text))"
      } else {
        lines.append(quoted(text))
      }
    }
    return lines
  }
}
