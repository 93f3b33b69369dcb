import Basics

/// The receiver of new connections, since when, and whether they have waited long enough. Pure.
struct Diversion {
  private(set) var route = RelayReport.Route.node
  private(set) var since: Moment
  let parkLimitMilliseconds: Int64
  /// The wait of who comes when those of before have waited for `park.limit` already, in milliseconds. Clients
  /// that retry do it within a second or two, and give up then: PyPI's aleo-sdk after 5 tries in 1.6 s.
  var leastWait: Int64 { min(parkLimitMilliseconds, 4_000) }

  struct Moment {
    let boottime: Int64
    let unix: Int64
  }

  init(parkLimitMilliseconds: Int64, now: Moment) {
    self.parkLimitMilliseconds = parkLimitMilliseconds
    since = now
  }

  /// The time counts from the first of several equal orders.
  mutating func change(to route: RelayReport.Route, now: Moment) {
    guard route != self.route else { return }
    self.route = route
    since = now
  }

  /// When a request is answered 503 that nobody but the node may answer, in milliseconds since boot.
  func waitEnds(of arrived: Int64) -> Int64 {
    max(since.boottime + parkLimitMilliseconds, arrived + leastWait)
  }

  /// Whether those who wait get an answer from us instead of from the next node.
  func isOverLimit(boottime now: Int64) -> Bool {
    route == .relay && now - since.boottime >= parkLimitMilliseconds
  }

  /// The time until that changes by itself; nil when it won't.
  func milliseconds(untilLimitFrom now: Int64) -> Int64? {
    route == .relay && !isOverLimit(boottime: now)
      ? since.boottime + parkLimitMilliseconds - now : nil
  }
}
