import Basics

/// The receiver of new connections, since when, and whether they have waited long enough. Pure.
struct Diversion {
  private(set) var route = RelayReport.Route.node
  private(set) var since: Moment
  let parkLimitMilliseconds: Int64

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
