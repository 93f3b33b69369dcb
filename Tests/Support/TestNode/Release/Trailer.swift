import Glibc

/// Settings behind the end of the program's own file, so that a release is good or bad by its
/// bytes: `\nADNET-TESTNODE version=1.2.3 misbehave=stalled-height\n`.
struct Trailer {
  static let mark = "ADNET-TESTNODE "
  /// Longer ones aren't looked for.
  static let limit = 4096

  let settings: [(name: String, value: String)]
  /// Where the trailer begins in the file.
  let offset: Int

  /// As flags, for which those of the command line win when they come later.
  var flags: [String] {
    settings.map { name, value in
      "--\(name == "version" ? "release-version" : name)" + (value.isEmpty ? "" : "=\(value)")
    }
  }

  /// The last lines of the file that begin with the mark.
  init(of path: String) throws(Refusal) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Refusal("cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    let start = max(0, size - Trailer.limit)
    var bytes = [UInt8](repeating: 0, count: size - start)
    let count = pread(descriptor, &bytes, bytes.count, off_t(start))
    (settings, offset) = Trailer.parse(bytes.prefix(max(0, count)), at: start)
  }

  static func parse(_ bytes: ArraySlice<UInt8>, at start: Int) -> (
    [(name: String, value: String)], Int
  ) {
    let mark = Array(Trailer.mark.utf8)
    var rest = bytes
    // The newline before the first line belongs to the trailer.
    var end = bytes.endIndex
    var lines: [String] = []
    while rest.last == 10, let newline = rest.dropLast().lastIndex(of: 10) {
      let line = rest[(newline + 1)..<(rest.endIndex - 1)]
      if line.starts(with: mark) {
        lines.insert(String(decoding: line.dropFirst(mark.count), as: UTF8.self), at: 0)
        end = newline
      } else if !line.isEmpty {
        break
      }
      rest = rest[...newline]
    }
    let settings = lines.flatMap { $0.split(separator: " ") }.map { word in
      let parts = word.split(separator: "=", maxSplits: 1)
      return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
    }
    return (settings, start + end - bytes.startIndex)
  }
}
