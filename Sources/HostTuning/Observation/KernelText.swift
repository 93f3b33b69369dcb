import LinuxSystem

/// How the kernel writes names and numbers into tables.
enum KernelText {
  /// The second word of the lines that begin with one of the words, as in /proc/vmstat; none when it
  /// can't be read.
  static func numbers(_ path: String, _ words: Set<String>) -> [String: Int] {
    var numbers: [String: Int] = [:]
    for line in ((try? File.read(path, limit: 1 << 20)) ?? []).split(separator: UInt8(ascii: "\n"))
    {
      // Of some hundred lines a few are wanted: the others aren't made text of.
      guard let end = line.firstIndex(of: UInt8(ascii: " ")),
        let word = words.first(where: { $0.utf8.elementsEqual(line[..<end]) })
      else { continue }
      let rest = line[end...].drop { $0 == UInt8(ascii: " ") }.prefix { $0 != UInt8(ascii: " ") }
      numbers[word] = Int(String(decoding: rest, as: UTF8.self))
    }
    return numbers
  }

  /// A space is `\040`.
  static func unescaped(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), rest.count >= 3,
        let number = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
      {
        bytes.append(number)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
