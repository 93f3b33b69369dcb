/// The section `[agent]`: how the agent itself works.
public struct AgentSettings: Hashable, Sendable {
  /// How long a swapped chain has to stay healthy before the swap is done.
  public var watchMilliseconds = 60_000
  /// How long a node may take from its start until it is ready and healthy.
  public var readyTimeoutMilliseconds = 600_000
  /// Where load balancers may ask for the health without the unix socket: an address of loopback and a
  /// port; empty for nowhere.
  public var healthListen = ""

  /// Programs that exchange binaries by themselves, by what /proc/PID/comm has.
  public var upgraders = ["ac-dc", "adnet-upgrader"]

  public init() {}
}
