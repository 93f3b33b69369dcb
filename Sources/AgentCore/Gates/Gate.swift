/// A reason for or against doing something to a chain now.
public struct Gate: Hashable, Codable, Sendable {
  public enum Name: String, Codable, Sendable, CaseIterable {
    case otherOperation = "other_operation"
    case quorum
    case chainAdvances = "chain_advances"
    case inSync = "in_sync"
    case release
    case command
    case activation
    case ledger
    case conversion
    case ports
    case disk
    case upgrader
    case memory
    case cleanStop = "clean_stop"
    case capacity

    /// The name in a sentence: `chain advances`.
    public var title: String { rawValue.replacing("_", with: " ") }
  }

  public enum State: String, Codable, Sendable, CaseIterable {
    case passed
    /// The action may be done, and somebody should know this first.
    case warning
    /// The action isn't done.
    case blocked
  }

  public let name: Name
  public var state: State
  /// The reason: one sentence, lowercase, no full stop.
  public var text: String
  /// The hint: what helps; nil where nothing is known to.
  public var hint: String?
  /// The time until it is likely to clear by itself, in milliseconds from now; nil where nobody
  /// knows.
  public var clearsInMs: Int?

  public init(
    _ name: Name, _ state: State, _ text: String, hint: String? = nil,
    clearsInMs: Int? = nil
  ) {
    self.name = name
    self.state = state
    self.text = text
    self.hint = hint
    self.clearsInMs = clearsInMs
  }
}

extension [Gate] {
  /// The gates that block.
  public var blocked: [Gate] { filter { $0.state == .blocked } }
}

/// Sentences that are the same for a node of ours and for one that is imported.
extension Gate {
  public static let committeeUnknown =
    "can't tell whether the chain continues without this node: its committee is unknown"

  public static func advanceUnknown(_ reason: String) -> String {
    "can't tell whether the network is advancing: \(reason)"
  }

  public static func standsStill(_ reason: String) -> String {
    "the chain has stopped advancing: \(reason)"
  }
}
