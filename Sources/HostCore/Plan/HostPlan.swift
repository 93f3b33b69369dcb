public import Basics

/// The steps for the host, the obstacles, and the settings that stay as they are.
public struct HostPlan: Hashable, Sendable {
  /// In their order; a later one may need an earlier.
  public var steps: [HostStep] = []
  /// The obstacles that need an operator.
  public var problems: [Problem] = []
  /// Settings that are right, though not made by us; one sentence each.
  public var notes: [String] = []

  public init() {}
}
