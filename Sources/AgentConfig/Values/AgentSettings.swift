/// The section `[agent]`: how the agent itself works.
public struct AgentSettings: Hashable, Sendable {
  /// How long a swapped chain has to stay healthy before the swap is done.
  public var watchMilliseconds = 60_000
  /// How long a node may take from its start until it is ready and healthy.
  public var readyTimeoutMilliseconds = 600_000

  public init() {}
}
