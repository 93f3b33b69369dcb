/// The rule for names of services that systemd accepts.
enum UnitName {
  static func isService(_ text: String) -> Bool {
    text.utf8.count <= 255 && text.hasSuffix(".service") && text != ".service"
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: ":-_.\\@".utf8.contains(byte)
        }
      }
  }
}
