public import Basics
import CSystemd
public import LinuxSystem

/// systemd on the system bus. For one thread, which polls `descriptor` for `events` for at most
/// `timeoutMicros`, then calls `process()`.
///
/// When the bus is lost it says so once with `.disconnected`; it never comes back by itself.
public final class SystemdBus {
  let bus: OpaquePointer
  private var isLost = false

  /// The time that one call may take. systemd answers none while it reads its files again.
  private static let callTimeoutMicros: UInt64 = 15_000_000

  /// Events come for the units in `watching`; without any, systemd isn't asked for events at all.
  public init(watching units: [String] = []) throws(Failure) {
    var bus: OpaquePointer?
    let result = adnet_bus_open(&bus, Self.callTimeoutMicros)
    guard result >= 0, let bus else { throw Self.unreachable(Failure.words(errno: -result)) }
    self.bus = bus
    if !units.isEmpty {
      try call("follow systemd's units") { adnet_bus_subscribe(bus, &$0) }
      try watch(units)
    }
  }

  deinit { adnet_bus_close(bus) }

  public func watch(_ units: [String]) throws(Failure) {
    for unit in units {
      try call("follow \(unit)", unit: unit) { adnet_bus_watch(bus, unit, &$0) }
    }
  }

  /// Owned by the bus.
  public var descriptor: Int32 { wants.descriptor }
  public var events: Poll.Events { Poll.Events(rawValue: Int16(truncatingIfNeeded: wants.events)) }
  /// From now; 0 when there is something to do at once, nil for no limit.
  public var timeoutMicros: UInt64? {
    let until = wants.until
    if until == .max { return nil }
    let now = Clock.monotonicMicroseconds()
    return until > now ? until - now : 0
  }

  /// All that has come in, each unit at most once in a row. Call it after every poll.
  public func process() -> [BusEvent] {
    guard !isLost else { return [] }
    var events: [BusEvent] = []
    while true {
      var next = adnet_bus_event()
      let result = adnet_bus_next(bus, &next)
      if result == 0 { return events }
      if result < 0 || next.kind == ADNET_BUS_DISCONNECTED {
        isLost = true
        return events + [.disconnected]
      }
      if let event = BusEvent(next), events.last != event { events.append(event) }
    }
  }

  private var wants: (descriptor: Int32, events: CInt, until: UInt64) {
    var (descriptor, events, until): (CInt, CInt, UInt64) = (-1, 0, 0)
    // On a lost bus there is nothing to poll, and `process` has to be called at once.
    guard adnet_bus_wants(bus, &descriptor, &events, &until) >= 0 else { return (-1, 0, 0) }
    return (descriptor, events, until)
  }
}

extension BusEvent {
  /// Nil for what nobody asked for.
  fileprivate init?(_ event: adnet_bus_event) {
    let unit = string(of: event.unit)
    switch event.kind {
    case ADNET_BUS_UNIT_CHANGED: self = .unitChanged(unit)
    case ADNET_BUS_JOB_REMOVED:
      self = .jobRemoved(id: event.job, unit: unit, result: string(of: event.result))
    case ADNET_BUS_RELOADING: self = .reloading(event.reloading != 0)
    case ADNET_BUS_FILES_CHANGED: self = .unitFilesChanged
    default: return nil
    }
  }
}

/// The C string in a fixed array.
func string<Characters>(of characters: Characters) -> String {
  withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}

/// An event that systemd or the bus told us unasked.
public enum BusEvent: Hashable, Sendable {
  /// Something about this watched unit: ask for its state.
  case unitChanged(String)
  /// A job for a watched unit ended: `done`, `canceled`, `timeout`, `failed`, `dependency`,
  /// `skipped`, …
  case jobRemoved(id: UInt32, unit: String, result: String)
  /// systemd starts (true) or has ended (false) reading its files again.
  case reloading(Bool)
  /// Units were enabled or disabled.
  case unitFilesChanged
  /// The bus is lost: make a new `SystemdBus` and look at everything again.
  case disconnected
}
