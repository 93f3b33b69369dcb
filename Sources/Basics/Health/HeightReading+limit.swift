extension HeightReading {
  /// Whether an answer is the sentence of a node that was asked too often.
  public static func isLimit(_ body: [UInt8]) -> Bool {
    let text = String(decoding: body.prefix(200), as: UTF8.self).lowercased()
    return ["too many requests", "rate limit", "wait for"].contains { text.contains($0) }
  }
}
