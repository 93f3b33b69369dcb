/// A path with names for its variable parts: `/v1/chains/<chain>/swap`.
public struct PathPattern: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  private enum Part: Hashable, Sendable {
    case literal(String)
    case name(String)
  }

  public let description: String
  private let parts: [Part]

  public init(stringLiteral text: String) {
    description = text
    parts = text.split(separator: "/").map { part in
      part.first == "<" ? .name(String(part.dropFirst().dropLast())) : .literal(String(part))
    }
  }

  /// The text for each name; nil when the path is another one.
  func match(_ segments: [String]) -> [String: String]? {
    guard segments.count == parts.count else { return nil }
    var values: [String: String] = [:]
    for (part, segment) in zip(parts, segments) {
      switch part {
      case .literal(let text): guard segment == text else { return nil }
      case .name(let name): values[name] = segment
      }
    }
    return values
  }
}
