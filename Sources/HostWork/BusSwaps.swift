import AgentCore
import HostTuning
import LinuxSystem
import SystemdBus

/// Swap units by way of systemd.
struct BusSwaps: SwapUnits {
  /// To read the header of a file takes milliseconds, on a busy disk longer.
  private static let patience: Int64 = 60_000

  func start(_ unit: String) throws(Failure) {
    let bus = try SystemdBus()
    try bus.resetFailed(unit)
    _ = try bus.startUnit(unit)
    let deadline = Deadline(milliseconds: Self.patience)
    while true {
      let state = try bus.unit(unit)
      if state.isActive { return }
      guard state.job != nil || !state.isStopped, !deadline.isOver else {
        throw Failure(
          "swap_not_started", "cannot start \(unit): it is \(state.activity.rawValue)",
          hint: "look at: journalctl -u \(unit)")
      }
      Clock.sleep(milliseconds: 20)
    }
  }

  func reload() throws(Failure) { try SystemdBus().reload() }
}
