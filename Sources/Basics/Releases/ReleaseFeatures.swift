/// The features a node was built with, by its `--version`: v4 of snarkOS prints
/// `snarkos <branch> <commit> features=[…]`, v3 nothing of it.
public enum ReleaseFeatures {
  /// Sorted; nil when there is no such list, or one that isn't to be trusted.
  public static func features(in text: String) -> [String]? {
    guard let begin = text.firstRange(of: "features=[")?.upperBound,
      let end = text[begin...].firstIndex(of: "]")
    else { return nil }
    let names = text[begin..<end].split(separator: ",").map { word in
      word.filter { $0 != " " && $0 != "\"" }
    }.filter { !$0.isEmpty }
    let isName = { (name: String) in
      name.utf8.count <= 64
        && name.utf8.allSatisfy { byte in
          (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
            || (0x61...0x7a).contains(byte) || "-_./+".utf8.contains(byte)
        }
    }
    guard names.count <= 100, names.allSatisfy(isName) else { return nil }
    return Set(names).sorted()
  }
}

extension ReleaseID {
  /// The release's file below the releases, as an instance of a template unit (systemd.unit(5), "String
  /// Escaping for Inclusion in Unit Names").
  public var versionInstance: String {
    var text = ""
    for byte in "\(self)/\(program)".utf8 {
      switch byte {
      case UInt8(ascii: "/"): text += "-"
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "."), UInt8(ascii: "_"):
        text.append(Character(UnicodeScalar(byte)))
      default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return text
  }
}
