/// The observed state of the host at one moment.
public struct HostObservation: Hashable, Sendable {
  public var swap: Part<SwapSpace>
  public var swappiness: Part<Swappiness>
  public var scores: Part<[ProcessScore]>
  public var oomDaemons: [OOMDaemon]

  public init(
    swap: Part<SwapSpace>, swappiness: Part<Swappiness>, scores: Part<[ProcessScore]>,
    oomDaemons: [OOMDaemon] = []
  ) {
    self.swap = swap
    self.swappiness = swappiness
    self.scores = scores
    self.oomDaemons = oomDaemons
  }
}
