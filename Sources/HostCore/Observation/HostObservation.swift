/// The observed state of the host at one moment.
public struct HostObservation: Hashable, Sendable {
  public var swap: HostPart<SwapSpace>
  public var swappiness: HostPart<Swappiness>
  public var scores: HostPart<[ProcessScore]>
  public var oomDaemons: [OOMDaemon]

  public init(
    swap: HostPart<SwapSpace>, swappiness: HostPart<Swappiness>, scores: HostPart<[ProcessScore]>,
    oomDaemons: [OOMDaemon] = []
  ) {
    self.swap = swap
    self.swappiness = swappiness
    self.scores = scores
    self.oomDaemons = oomDaemons
  }
}
