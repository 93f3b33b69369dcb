/// A stable snake_case word of a closed list: clients match on it, never on a text. All that stands in
/// the list beside it says nothing of whether two are the same.
///
/// A word that isn't in the list comes from another version, by JSON alone, and is carried as it is.
public protocol KindWord: RawRepresentable<String>, Hashable, Codable, Sendable,
  CustomStringConvertible, CustomReflectable
{
  init(rawValue: String)
}

extension KindWord {
  public static func == (one: Self, other: Self) -> Bool { one.rawValue == other.rawValue }

  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

  public init(from decoder: any Decoder) throws {
    self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }

  public var description: String { rawValue }

  /// The word alone: the rest belongs to the list.
  public var customMirror: Mirror { Mirror(self, children: ["rawValue": rawValue]) }
}
