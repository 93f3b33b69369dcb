public import Basics

/// A unit's state as systemd words it: `active`, `running`.
public struct UnitStatus: Codable, Hashable, Sendable {
  public var active: UnitState.Activity
  public var sub: String

  public init(active: UnitState.Activity, sub: String) {
    self.active = active
    self.sub = sub
  }
}
