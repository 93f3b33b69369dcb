/// A process and its name, for people.
public struct NamedProcess: Hashable, Codable, Sendable, CustomStringConvertible {
  public var process: Int32
  public var name: String

  public init(_ process: Int32, _ name: String) {
    self.process = process
    self.name = name
  }

  public var description: String { "\(name) (\(process))" }
}

extension NamedProcess {
  /// Records of 0.2.0 have its number alone.
  public init(from decoder: any Decoder) throws {
    if let process = try? decoder.singleValueContainer().decode(Int32.self) {
      self.init(process, "process")
      return
    }
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try values.decode(Int32.self, forKey: .process), try values.decode(String.self, forKey: .name)
    )
  }
}
