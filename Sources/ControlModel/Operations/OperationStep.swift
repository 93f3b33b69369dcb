public import AgentCore

/// A step of an operation, as the API shows it.
public struct OperationStep: Codable, Hashable, Sendable {
  public enum State: String, Codable, Sendable { case pending, running, done, failed }

  /// A stable word, such as `divert`.
  public var name: String
  /// The step's name for people, such as "divert traffic"; not in the document.
  public var title: String { Phase(rawValue: name)?.title ?? name }
  /// `back` on the way to the release that served before.
  public var direction: Direction
  public var state: State
  public var startedAt: Timestamp?
  /// The duration in milliseconds, once it has ended.
  public var ms: Int?
  /// The thing that a running step waits for, in words.
  public var waitingFor: String?

  public init(
    name: String, direction: Direction = .forward, state: State, startedAt: Timestamp? = nil,
    ms: Int? = nil, waitingFor: String? = nil
  ) {
    self.name = name
    self.direction = direction
    self.state = state
    self.startedAt = startedAt
    self.ms = ms
    self.waitingFor = waitingFor
  }
}
