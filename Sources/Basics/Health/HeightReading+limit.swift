extension HeightReading {
  /// Whether an answer is the sentence of a node that was asked too often.
  public static func isLimit(_ body: [UInt8]) -> Bool {
    let text = text(body)
    return ["too many requests", "rate limit", "wait for"].contains { text.contains($0) }
  }

  /// Whether an answer is the sentence that snarkOS up to 4.5 has for every failure, too many requests
  /// among them, outside of `/v2` (snarkOS 4443).
  public static func isVagueFailure(_ body: [UInt8]) -> Bool {
    text(body).contains("failed to convert error")
  }

  private static func text(_ body: [UInt8]) -> String {
    String(decoding: body.prefix(200), as: UTF8.self).lowercased()
  }
}
