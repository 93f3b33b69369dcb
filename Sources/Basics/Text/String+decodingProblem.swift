extension String {
  /// One line for people from what a decoder throws, in our style: lowercase, no full stop.
  public init(decodingProblem error: any Error) {
    guard let error = error as? DecodingError else {
      self = "\(error)"
      return
    }
    switch error {
    case .dataCorrupted(let context), .typeMismatch(_, let context),
      .valueNotFound(_, let context):
      self = Self.place(context.codingPath) + Self.styled(context.debugDescription)
    case .keyNotFound(let key, let context):
      self = "\(Self.place(context.codingPath))\(key.stringValue) is missing"
    @unknown default: self = "not as expected"
    }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    path.isEmpty ? "" : path.map(\.stringValue).joined(separator: ".") + ": "
  }

  private static func styled(_ text: String) -> String {
    let text = text.hasSuffix(".") ? text.dropLast() : text[...]
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
