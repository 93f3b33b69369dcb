public import Basics

/// What is to be done with the host, what can't be done, and what is left alone.
public struct HostPlan: Hashable, Sendable {
  /// In their order; a later one may need an earlier.
  public var steps: [HostStep] = []
  /// What keeps the host from being as wanted, and needs an operator.
  public var problems: [Problem] = []
  /// What was found and is right as it is, though not of our making; one sentence each.
  public var notes: [String] = []

  public init() {}
}
