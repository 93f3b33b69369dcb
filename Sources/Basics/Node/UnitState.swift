/// The state of one unit by systemd, as seen at one moment.
public struct UnitState: Hashable, Codable, Sendable {
  /// systemd's LoadState; `unknown` for words this version doesn't know.
  public enum Load: String, Codable, Sendable {
    case loaded, merged, masked, stub, error, unknown
    case notFound = "not-found"
    case badSetting = "bad-setting"
  }

  /// systemd's ActiveState.
  public enum Activity: String, Codable, Sendable {
    case active, reloading, inactive, failed, activating, deactivating, unknown
  }

  /// The way in which the main process ended.
  public enum Exit: Hashable, Codable, Sendable {
    case code(Int32)
    case signal(Int32)
  }

  public let name: String
  public var load: Load = .unknown
  public var activity: Activity = .unknown
  /// systemd's SubState, such as `running` or `start`; unit types have their own words.
  public var sub = ""
  /// systemd's Result of a service or socket: `success`, `exit-code`, `timeout`, …
  public var result = ""
  /// 0 when there is none.
  public var mainProcess: Int32 = 0
  /// Of the last main process that ended, until the next one starts.
  public var exit: Exit?
  /// The time of that end; 0 before the first.
  public var exitedUnixMicroseconds: UInt64 = 0
  /// The last text of the service with STATUS=.
  public var statusText = ""
  public var restarts: UInt32 = 0
  /// 32 hex digits that change with each start; empty before the first.
  public var invocation = ""
  /// The unit's cgroup, such as `/adnet.slice/alphaos.service`; empty when it has none.
  public var controlGroup = ""
  /// The time when it became active; 0 when it hasn't been since boot.
  public var activeSinceUnixMicroseconds: UInt64 = 0
  /// `enabled`, `disabled`, `static`, `masked`, …; empty when systemd can't tell.
  public var fileState = ""
  /// Whether its files changed since systemd read them.
  public var needsReload = false
  /// The job that waits or runs for it.
  public var job: UInt32?
  public var memoryBytes: UInt64?
  /// Only of socket units.
  public var socket: Socket?

  /// The counts of a socket unit.
  public struct Socket: Hashable, Codable, Sendable {
    public var connections: UInt32 = 0
    public var accepted: UInt32 = 0
    public init() {}
  }

  public init(name: String) { self.name = name }

  public var isActive: Bool { activity == .active || activity == .reloading }
  /// Neither running nor about to change: nothing will happen by itself any more.
  public var isStopped: Bool { activity == .inactive || activity == .failed }
}

extension UnitState {
  /// Whether boot starts the unit.
  public var isEnabled: Bool { fileState == "enabled" }
}

extension UnitState.Load {
  /// Whether systemd could start such a unit, as far as is known.
  package var isUsable: Bool {
    switch self {
    case .loaded, .merged, .stub, .unknown: true
    case .masked, .error, .notFound, .badSetting: false
    }
  }
}
