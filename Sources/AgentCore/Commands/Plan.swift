/// What an operation is going to do, for people to read before it does.
public struct Plan: Hashable, Codable, Sendable {
  public struct Step: Hashable, Codable, Sendable {
    public let phase: Phase
    public let text: String
    /// What clients of the chain see meanwhile.
    public let clients: String
  }

  public struct Gate: Hashable, Codable, Sendable {
    public enum State: String, Codable, Sendable, CaseIterable {
      case passed
      case notChecked = "not checked"
    }

    public let name: String
    public let state: State

    public init(_ name: String, _ state: State) {
      self.name = name
      self.state = state
    }
  }

  public let gates: [Gate]
  public let steps: [Step]
}
