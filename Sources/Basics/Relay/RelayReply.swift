/// The relay's answer to one line on its control socket, as JSON with `ok` as the first thing to
/// look at.
public enum RelayReply: Hashable, Sendable {
  case report(RelayReport)
  case refusal(kind: FailureKind, text: String)
}

extension RelayReply: Codable {
  enum CodingKeys: String, CodingKey { case ok, kind, text }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if try container.decode(Bool.self, forKey: .ok) {
      self = .report(try RelayReport(from: decoder))
    } else {
      self = .refusal(
        kind: try container.decode(FailureKind.self, forKey: .kind),
        text: try container.decode(String.self, forKey: .text))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .report(let report):
      try container.encode(true, forKey: .ok)
      try report.encode(to: encoder)
    case .refusal(let kind, let text):
      try container.encode(false, forKey: .ok)
      try container.encode(kind, forKey: .kind)
      try container.encode(text, forKey: .text)
    }
  }
}
