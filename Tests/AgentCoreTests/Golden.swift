import FoundationEssentials
import Testing

/// Compares text with a file of the repository; with `ADNET_GOLDEN=write` writes the file.
enum Golden {
  private static let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  static func expect(_ text: String, equals file: String) throws {
    let path = "/\(root)/\(file)"
    if ProcessInfo.processInfo.environment["ADNET_GOLDEN"] == "write" {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    let golden = try String(contentsOfFile: path, encoding: .utf8)
    #expect(golden == text, "\(file) differs; ADNET_GOLDEN=write writes it anew")
  }
}
