import Basics
import SupervisorCore

/// A unit as the simulated systemd keeps it.
struct SimulatedUnit {
  let name: String
  var activity = UnitState.Activity.inactive
  var result = "success"
  var isEnabled = false
  var isMasked = false
  /// The supervisor's or the relay's process; 0 when there is none.
  var mainProcess: Int32 = 0
  /// Counts orders, so that what an earlier order would have done doesn't happen after a later one.
  var turn = 0
  var stopOrdered = false
  /// What its supervisor found when it took the held socket.
  var handoff = Report.Handoff.off
  /// The supervisor holds the chain's lock, with or without a node.
  var holdsLock = false
  var statusText = ""
  var exit: UnitState.Exit?
  var activeSinceUnixMs = 0

  init(_ name: String) { self.name = name }

  var state: UnitState {
    var state = UnitState(name: name)
    state.load = isMasked ? .masked : .loaded
    state.activity = activity
    state.result = result
    state.statusText = statusText
    state.exit = exit
    state.activeSinceUnixMicroseconds = UInt64(max(0, activeSinceUnixMs)) * 1_000
    state.mainProcess = mainProcess
    if activity == .deactivating, stopOrdered { state.job = 1 }
    state.fileState = isEnabled ? "enabled" : "disabled"
    return state
  }
}
