/// What `chains/<chain>/current` says.
public enum CurrentLink: Hashable, Codable, Sendable {
  case generation(Generation)
  case missing
  case invalid(reason: String)

  public var generation: Generation? {
    switch self {
    case .generation(let generation): generation
    case .missing, .invalid: nil
    }
  }
}
