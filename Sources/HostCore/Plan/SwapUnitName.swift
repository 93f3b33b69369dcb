/// The name systemd wants for the unit of a path: see systemd.unit(5), "String Escaping".
public enum SwapUnitName {
  /// "/swapfile" is "swapfile.swap".
  public static func of(_ path: String) -> String {
    let parts = path.split(separator: "/")
    return parts.map { part in
      part.utf8.enumerated().map { index, byte in
        isPlain(byte) && !(index == 0 && byte == UInt8(ascii: ".") && part == parts[0])
          ? String(UnicodeScalar(byte)) : #"\x\#(hexadecimal(byte))"#
      }.joined()
    }.joined(separator: "-") + ".swap"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "_"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return byte < 16 ? "0" + text : text
  }
}
