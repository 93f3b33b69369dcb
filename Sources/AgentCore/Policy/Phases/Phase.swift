/// A resting point of an operation: durable, and sensible after a reboot. Its word is what state files, the
/// API and the journal's fields have.
public enum Phase: String, Codable, Sendable, CaseIterable {
  case survey
  case raise
  case divert
  case drain
  case stop
  case backup
  case handback
  case own
  case handover
  case grant
  case start
  case answer
  case restore
  case lower
  case watch
  case halt
  case enable
  case disable
}

extension Phase {
  var rules: PhaseRules {
    switch self {
    case .survey: .survey
    case .raise: .raise
    case .divert: .divert
    case .drain: .drain
    case .stop: .stop
    case .backup: .backup
    case .handback: .handback
    case .own: .own
    case .handover: .handover
    case .grant: .grant
    case .start: .start
    case .answer: .answer
    case .restore: .restore
    case .lower: .lower
    case .watch: .watch
    case .halt: .halt
    case .enable: .enable
    case .disable: .disable
    }
  }

  /// The step's name for people, such as "return traffic".
  public var title: String { rules.title }

  /// The step in a sentence, such as `step "return traffic"`.
  public var step: String { "step \"\(title)\"" }

  /// The agent's action in it; fits after "cannot".
  public var words: String { rules.words }

  /// Whether it passes without effect when no clients are parked.
  public var isShelter: Bool { rules.isShelter }

  /// Whether no node is expected to answer in it.
  public var hasNoNode: Bool { rules.hasNoNode }
}
