import LinuxSystem

/// How the kernel writes names and numbers into tables.
enum KernelText {
  /// The second word of each line by the first, as in /proc/vmstat; none when it can't be read.
  static func numbers(_ path: String) -> [Substring: Int] {
    let text = (try? File.text(path, limit: 1 << 20)) ?? ""
    return text.split(separator: "\n").reduce(into: [:]) { numbers, line in
      let words = line.split(separator: " ", maxSplits: 2)
      if words.count >= 2 { numbers[words[0]] = Int(words[1]) }
    }
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
