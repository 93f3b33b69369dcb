import Glibc

/// Copies the program with other settings behind it.
enum MakeRelease {
  static let usage = "adnet-testnode make-release --out FILE --version V [any flag of start]…"

  static func run(_ words: ArraySlice<String>) throws(Refusal) {
    let own = [Flag("out", "FILE", ""), Flag("version", "V", "")]
    let arguments = try Arguments(words, own + StartFlags.all)
    guard let out = arguments.text("out"), let version = arguments.text("version") else {
      throw Refusal("usage: \(usage)", exit: 64)
    }
    var settings = "version=\(version)"
    for flag in StartFlags.all {
      guard let value = arguments.text(flag.name) else { continue }
      settings += " \(flag.name)" + (flag.value == nil ? "" : "=\(value)")
    }
    guard !settings.contains("\n"), settings.utf8.count < Trailer.limit - 64 else {
      throw Refusal("cannot make \(out): the settings don't fit on one line", exit: 64)
    }
    try copy(to: out, trailer: "\n\(Trailer.mark)\(settings)\n")
  }

  private static func copy(to out: String, trailer: String) throws(Refusal) {
    let program = "/proc/self/exe"
    var left = try Trailer(of: program).offset
    let source = open(program, O_RDONLY | O_CLOEXEC)
    // A running release may be at that path.
    unlink(out)
    let target = open(out, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o755)
    guard source >= 0, target >= 0 else { throw failure(out) }
    defer {
      close(source)
      close(target)
    }
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while left > 0 {
      let count = read(source, &chunk, min(left, chunk.count))
      guard count > 0, write(target, chunk, count) == count else { throw failure(out) }
      left -= count
    }
    let bytes = Array(trailer.utf8)
    guard write(target, bytes, bytes.count) == bytes.count, fchmod(target, 0o755) == 0,
      fsync(target) == 0
    else { throw failure(out) }
  }

  private static func failure(_ out: String) -> Refusal {
    Refusal("cannot make \(out): \(String(cString: strerror(errno)))")
  }
}
