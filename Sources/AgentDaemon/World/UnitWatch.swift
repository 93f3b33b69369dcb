import Basics
import LinuxSystem
import Systemd

/// The states of our units, as systemd reports them, kept fresh by its own signals: it is asked again only about
/// units that changed.
final class UnitWatch {
  private let names: [String]
  private var bus: SystemdBus?
  private var states: [String: UnitState] = [:]
  private var stale: Set<String>
  /// Why there is no bus.
  private(set) var problem: Failure?
  private var nextAttempt: Int64 = 0

  init(_ names: [String]) {
    self.names = names
    stale = Set(names)
  }

  /// Added to a poll; nil without a bus.
  func add(to poll: inout Poll) -> Int? {
    bus.map { poll.add(raw: $0.descriptor, $0.events) }
  }

  /// Milliseconds until there is something to do without an event.
  var timeoutMilliseconds: Int64? {
    guard let bus else { return max(0, nextAttempt - Clock.boottimeMilliseconds()) }
    return bus.timeoutMicros.map { Int64(clamping: ($0 + 999) / 1_000) }
  }

  /// Takes what has come in. True when something about a unit may have changed.
  func process() -> Bool {
    guard let bus else { return connect() }
    var changed = false
    for event in bus.process() {
      switch event {
      case .unitChanged(let unit):
        stale.insert(unit)
        changed = true
      case .jobRemoved(_, let unit, _):
        if names.contains(unit) {
          stale.insert(unit)
          changed = true
        }
      case .reloading(let begins):
        if !begins { stale.formUnion(names) }
        changed = changed || !begins
      case .unitFilesChanged:
        stale.formUnion(names)
        changed = true
      case .disconnected:
        self.bus = nil
        states = [:]
        stale = Set(names)
        nextAttempt = Clock.boottimeMilliseconds() + 1_000
        problem = Failure(.busUnreachable, "the connection to systemd was lost")
        return true
      }
    }
    return changed
  }

  /// Everything is asked again at the next look.
  func distrust(_ units: [String]? = nil) { stale.formUnion(units ?? names) }

  /// The known units among `wanted`. One that can't be asked about is left out.
  func look(at wanted: [String]) -> [String: UnitState] {
    guard let bus else { return [:] }
    for name in wanted where stale.contains(name) {
      do throws(Failure) {
        states[name] = try bus.unit(name)
        stale.remove(name)
        problem = nil
      } catch {
        // Stays stale: it is asked again at the next look.
        states[name] = nil
        problem = error
      }
    }
    return states.filter { wanted.contains($0.key) }
  }

  private func connect() -> Bool {
    guard Clock.boottimeMilliseconds() >= nextAttempt else { return false }
    do throws(Failure) {
      bus = try SystemdBus(watching: names)
      problem = nil
      return true
    } catch {
      problem = error
      nextAttempt = Clock.boottimeMilliseconds() + 1_000
      return false
    }
  }
}
