import TestSupport

extension Golden {
  /// Whether a text is that of a file of these tests.
  static func matches(_ text: String, _ name: String, test: String = #filePath) throws -> Bool {
    try file("Tests/AgentCommandsTests/Golden/\(name)", text, test: test) == text
  }
}
