import Glibc
import Testing

/// The files of this repository that are generated from the code.
enum Repository {
  private static let root: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/")
  }()

  /// Expects `path` to hold `text`. With ADNET_UPDATE=1 in the environment it is written instead.
  static func expect(
    _ path: String, holds text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    if getenv("ADNET_UPDATE") != nil { write(path, text) }
    let hint: Comment = "\(path) is out of date: run the tests once with ADNET_UPDATE=1"
    #expect(read(path) == text, hint, sourceLocation: sourceLocation)
  }

  static func read(_ path: String) -> String? {
    guard let file = fopen("\(root)/\(path)", "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func write(_ path: String, _ text: String) {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    mkdir("\(root)/\(folder)", 0o755)
    guard let file = fopen("\(root)/\(path)", "w") else { return }
    defer { fclose(file) }
    fputs(text, file)
  }
}
