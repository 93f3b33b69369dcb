/// The owner of a chain: the unit that may run it and the release it runs.
///
/// On disk it is the folder `/var/lib/adnet/chains/<chain>/generations/<number>` that the link
/// `current` names; it never changes once the link has pointed at it.
public struct Generation: Hashable, Codable, Sendable {
  /// Counts up by one with each move of the link, from 1.
  public let number: Int
  /// The full unit name, such as `alphaos.service`.
  public let unit: String
  public let release: ReleaseID

  public init(number: Int, unit: String, release: ReleaseID) {
    self.number = number
    self.unit = unit
    self.release = release
  }
}

/// The content of `chains/<chain>/current`.
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
