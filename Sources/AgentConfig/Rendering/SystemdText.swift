/// The quoting of unit files.
package enum SystemdText {
  /// One word of a command line that systemd passes on as it is: no specifier, no variable, no
  /// escape is left to interpret.
  package static func argument(_ text: String) -> String {
    let plain = text.utf8.allSatisfy(isPlain)
    if plain, !text.isEmpty { return text }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%%"
      case "$": result += "$$"
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\0"..<" ", "\u{7f}": result += "\\x" + hex(scalar.value)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-_./:,=@+[]".utf8.contains(byte)
    }
  }

  private static func hex(_ byte: UInt32) -> String {
    let digits = String(byte, radix: 16)
    return digits.utf8.count == 1 ? "0\(digits)" : digits
  }
}
