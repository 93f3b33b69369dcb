import Basics
import LinuxSystem
import Systemd

/// Swap units by way of systemd.
struct SystemdSwapUnits: SwapUnits {
  /// To read the header of a file takes milliseconds, on a busy disk longer.
  private static let patience: Int64 = 60_000
  /// To read it back takes as long as the disk does; systemd gives up after 90 s.
  private static let longPatience: Int64 = 120_000

  func start(_ unit: String) throws(Failure) {
    let bus = try SystemdBus()
    try bus.resetFailed(unit)
    _ = try bus.startUnit(unit)
    try wait(bus, unit, "start", milliseconds: Self.patience, until: \.isActive)
  }

  func stop(_ unit: String) throws(Failure) {
    let bus = try SystemdBus()
    _ = try bus.stopUnit(unit)
    try wait(bus, unit, "stop", milliseconds: Self.longPatience, until: \.isStopped)
  }

  private func wait(
    _ bus: borrowing SystemdBus, _ unit: String, _ verb: String, milliseconds: Int64,
    until isDone: (UnitState) -> Bool
  ) throws(Failure) {
    let deadline = Deadline(milliseconds: milliseconds)
    while true {
      let state = try bus.unit(unit)
      if state.job == nil, isDone(state) { return }
      guard state.job != nil, !deadline.isOver else {
        throw Failure(
          .swapNotChanged, "cannot \(verb) \(unit): it is \(state.activity.rawValue)",
          hint: "journalctl -u \(unit)")
      }
      Clock.sleep(milliseconds: 20)
    }
  }

  func reload() throws(Failure) { try SystemdBus().reload() }
}
