/// The observed state of the host at one moment.
public struct HostSight: Hashable, Sendable {
  public var swap: Part<SwapSight>
  public var swappiness: Part<SwappinessSight>
  public var scores: Part<[ProcessScore]>
  public var killers: [SecondKiller]

  public init(
    swap: Part<SwapSight>, swappiness: Part<SwappinessSight>, scores: Part<[ProcessScore]>,
    killers: [SecondKiller] = []
  ) {
    self.swap = swap
    self.swappiness = swappiness
    self.scores = scores
    self.killers = killers
  }
}
