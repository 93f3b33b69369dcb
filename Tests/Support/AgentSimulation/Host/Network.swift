/// The rest of the chain, as far as this host's agent can ask it.
public enum Network: Hashable, Sendable {
  /// No peers are configured.
  case unknown
  /// Its peers' heights grow.
  case advances
  /// Everyone stands still, from so many milliseconds after the run began.
  case stalls(at: Int)
  /// The peers don't answer.
  case isSilent
  /// They answer that they are asked too often.
  case isLimited
}
